// The list of engines: the one line a new engine adds outside its folder.

#include "store/sqlite/engine.h"
#include "store/store.h"

#include <stdexcept>

namespace parley {
namespace {

std::string sqlite_path(const std::string& store) {
  constexpr std::string_view scheme = "sqlite:";
  if (!store.starts_with(scheme)) {
    throw std::runtime_error("unknown store \"" + store + "\": use sqlite:PATH");
  }
  return store.substr(scheme.size());
}

}  // namespace

std::unique_ptr<Engine> open_engine(EngineOptions options) {
  const auto path = sqlite_path(options.store);
  return sqlite::open(path, std::move(options));
}

void backup_store(const std::string& store, const std::string& file) {
  sqlite::backup(sqlite_path(store), file);
}
void restore_store(const std::string& store, const std::string& file) {
  sqlite::restore(sqlite_path(store), file);
}

}  // namespace parley
