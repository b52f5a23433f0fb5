// The list of engines: the one line a new engine adds outside its folder.

#include "store/move.h"
#include "store/moving/mover.h"
#include "store/postgres/engine.h"
#include "store/postgres/moving.h"
#include "store/postgres/symptoms.h"
#include "store/sqlite/engine.h"
#include "store/sqlite/moving.h"
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

std::vector<Symptom> symptoms_of_store(const std::string& store, unsigned threads) {
  return is_postgres(store) ? postgres::symptoms(store, threads) : std::vector<Symptom>{};
}

void backup_store(const std::string& store, const std::string& file) {
  sqlite::backup(path_of_file(store), file);
}
void restore_store(const std::string& store, const std::string& file) {
  sqlite::restore(path_of_file(store), file);
}

Move move_store(const MoveOptions& options) {
  const bool is_to_postgres = is_postgres(options.to);
  const auto source = is_postgres(options.from)
                          ? postgres::move_source(options.from)
                          : sqlite::move_source(sqlite_path(options.from), is_to_postgres);
  const auto target =
      is_to_postgres ? postgres::move_target(options.to) : sqlite::move_target(sqlite_path(options.to));
  auto shown = options;  // no password in what is said of them
  shown.from = shown_store(options.from);
  shown.to = shown_store(options.to);
  return moving::move(*source, *target, shown);
}

}  // namespace parley
