#include "store/sqlite/engine.h"

#include "store/moving/statements.h"
#include "store/sql/schema.h"
#include "store/sqlite/session.h"
#include "store/sqlite/statistics.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>

namespace parley::sqlite {
namespace {

constexpr sql::Query schema_version{"SELECT coalesce(max(version), 0) FROM schema_version"};
constexpr sql::Query set_version{"INSERT INTO schema_version (version) VALUES ($1)"};

std::string spelt(std::string_view step) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"{int}", "INTEGER"},   {"{blob}", "BLOB"},           {"{strict} {clustered}", "STRICT, WITHOUT ROWID"},
      {"{strict}", "STRICT"}, {"{row_key}", "PRIMARY KEY"}, {"{given}", "INTEGER PRIMARY KEY"},
      {"{keyed}", ""},        {"{given_key}", ""},
  };
  std::string text(step);
  for (const auto& [word, ours] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + ours.size())) {
      text.replace(at, word.size(), ours);
    }
  }
  return text;
}

void refuse_unfinished(const std::string& path) {
  Connection db(path, Access::read);
  const auto mark = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1");
  mark->bind(1, moving::mark_table);
  if (mark->step()) throw std::runtime_error(moving::unfinished_words("sqlite:" + path));
}

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const std::string& path, EngineOptions options)
      : path_(path),
        options_(std::move(options)),
        writer_(path, options_),
        searcher_(path, options_.search_budget) {}

  std::unique_ptr<Store> open(asio::io_context& context) override {
    return std::make_unique<Session>(context, path_, writer_, searcher_, options_);
  }
  void on_commit(Bell bell) override { writer_.on_commit(std::move(bell)); }
  void finish() override {
    searcher_.finish();
    writer_.finish();
  }
  std::string metrics() const override;

 private:
  std::string path_;
  EngineOptions options_;
  Writer writer_;
  Searcher searcher_;
};

std::string SqliteEngine::metrics() const {
  const auto size_of = [](const std::string& file) -> std::uintmax_t {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    return missing ? 0 : size;
  };
  auto out = writer_.queue().metrics();
  append_metric(out, "parley_store_file_bytes", "gauge", "Size of the database file",
                static_cast<double>(size_of(path_)));
  append_metric(out, "parley_store_wal_bytes", "gauge", "Size of the write-ahead log",
                static_cast<double>(size_of(path_ + "-wal")));
  return out;
}

}  // namespace

void migrate(const std::string& path) {
  Connection db(path, Access::write);
  db.execute("BEGIN IMMEDIATE");
  db.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY) STRICT");
  std::int64_t version = 0;
  {
    auto rows = db.rows(schema_version);
    rows.next();
    version = rows.integer(0);
  }
  const auto steps = sql::schema_steps();
  if (version > std::ssize(steps)) {
    throw std::runtime_error(
        fmt::format("{} was written by a newer parley (schema {}, this one knows {}): run that version", path,
                    version, steps.size()));
  }
  if (version > 0 && version < std::ssize(steps)) {
    spdlog::info("{}: bringing schema {} to {}; a large store takes minutes", path, version, steps.size());
  }
  for (; version < std::ssize(steps); ++version) {
    const auto& step = steps[static_cast<std::size_t>(version)];
    db.execute(spelt(step.text));
    if (step.then) step.then(db);
    db.run(set_version, version + 1);
  }
  state_statistics(db);
  db.execute("COMMIT");
}

std::unique_ptr<Engine> open(const std::string& path, EngineOptions options) {
  if (path.empty() || path == ":memory:") throw std::runtime_error("a store needs a file: sqlite:PATH");
  migrate(path);
  refuse_unfinished(path);
  return std::make_unique<SqliteEngine>(path, std::move(options));
}

}  // namespace parley::sqlite
