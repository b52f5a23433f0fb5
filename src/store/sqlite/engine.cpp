#include "store/sqlite/engine.h"

#include "store/sql/schema.h"
#include "store/sqlite/private_file.h"
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
  };
  std::string text(step);
  for (const auto& [word, ours] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + ours.size())) {
      text.replace(at, word.size(), ours);
    }
  }
  return text;
}

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

// A file that goes again unless it is kept.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) {}
  ~Draft() {
    std::error_code missing;
    if (!is_kept_) std::filesystem::remove(path_, missing);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  void keep() { is_kept_ = true; }

 private:
  const std::string path_;
  bool is_kept_ = false;
};

// `to` is private whatever `from` is.
void copy_private(const std::string& from, const std::string& to) {
  std::filesystem::remove(to);  // left by one that broke off
  make_private(to);
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary);
  out << in.rdbuf();
  out.close();
  if (!in || !out) throw std::runtime_error("cannot copy " + from + " to " + to);
}

}  // namespace

std::unique_ptr<Engine> open(const std::string& path, EngineOptions options) {
  if (path.empty() || path == ":memory:") throw std::runtime_error("a store needs a file: sqlite:PATH");
  migrate(path);
  return std::make_unique<SqliteEngine>(path, std::move(options));
}

void backup(const std::string& path, const std::string& file) {
  if (!std::filesystem::exists(path)) throw std::runtime_error("there is no store at " + path);
  if (std::filesystem::exists(file)) throw std::runtime_error(file + " exists already");
  Connection db(path, Access::write);
  std::string quoted = file;
  for (auto at = quoted.find('\''); at != std::string::npos; at = quoted.find('\'', at + 2))
    quoted.insert(at, "'");
  Draft copy(file);
  make_private(file);  // an empty file is what SQLite copies into as it stands
  db.execute("VACUUM INTO '" + quoted + "'");
  copy.keep();
}

void restore(const std::string& path, const std::string& file) {
  if (!std::filesystem::exists(file)) throw std::runtime_error("there is no backup at " + file);
  {
    Connection check(file, Access::write);
    auto rows = check.rows(schema_version);
    rows.next();
    if (rows.integer(0) > std::ssize(sql::schema_steps()))
      throw std::runtime_error(file + " is of a newer parley");
  }
  if (std::filesystem::exists(path)) {
    // Leaving WAL mode needs the file for itself: it fails while anybody else has the store open.
    Connection old(path, Access::write);
    try {
      old.execute("PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE");
    } catch (const std::runtime_error&) {
      throw std::runtime_error(path + " is in use: stop the server that serves it first");
    }
  }
  // Beside the old one first, then in its place in one step; the old one's log must not meet the new file.
  const auto beside = path + ".restoring";
  copy_private(file, beside);
  if (std::filesystem::exists(path)) {
    std::filesystem::permissions(beside, std::filesystem::status(path).permissions());
  }
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  std::filesystem::rename(beside, path);
}

}  // namespace parley::sqlite
