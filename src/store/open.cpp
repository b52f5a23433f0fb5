// The list of engines: the one line a new engine adds outside its folder.

#include "store/postgres/engine.h"
#include "store/sqlite/engine.h"
#include "store/store.h"

#include <stdexcept>

namespace parley {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_postgres(const std::string& store) {
  return store.starts_with("postgres://") || store.starts_with("postgresql://");
}

std::string sqlite_path(const std::string& store) {
  if (!store.starts_with(sqlite_scheme)) {
    const auto scheme = store.substr(0, store.find(':'));
    throw std::runtime_error("unknown store \"" + scheme + "\": use sqlite:PATH or postgres://…");
  }
  return store.substr(sqlite_scheme.size());
}

std::string path_of_file(const std::string& store) {
  if (is_postgres(store)) {
    throw std::runtime_error("a PostgreSQL store is copied with PostgreSQL's own tools: pg_dump, pg_restore");
  }
  return sqlite_path(store);
}

}  // namespace

std::unique_ptr<Engine> open_engine(EngineOptions options) {
  if (is_postgres(options.store)) {
    const auto address = options.store;
    return postgres::open(address, std::move(options));
  }
  const auto path = sqlite_path(options.store);
  return sqlite::open(path, std::move(options));
}

std::string shown_store(const std::string& store) {
  return is_postgres(store) ? postgres::shown(store) : store;
}

void backup_store(const std::string& store, const std::string& file) {
  sqlite::backup(path_of_file(store), file);
}
void restore_store(const std::string& store, const std::string& file) {
  sqlite::restore(path_of_file(store), file);
}

}  // namespace parley
