#include "store/sqlite/moving.h"

#include "base/text.h"
#include "store/moving/statements.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/engine.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace parley::sqlite {
namespace {

using moving::Chunk;
using moving::Found;
using moving::FoundColumn;
using moving::Kind;
using moving::Mark;
using moving::Rows;
using moving::Table;

// 32 MiB in the write-ahead log: what was written goes into the file before more comes.
constexpr int most_log_pages = 8'192;

Kind kind_of(const std::string& table, std::string_view type) {
  if (type == "INTEGER") return Kind::integer;
  if (type == "TEXT") return Kind::text;
  if (type == "BLOB") return Kind::blob;
  throw std::runtime_error(fmt::format("{} has a column of the type {}, which is not known", table, type));
}

Table read_table(Connection& db, const std::string& name) {
  std::vector<FoundColumn> columns;
  const auto column = db.prepare("SELECT name, type, pk FROM pragma_table_info($1)");
  column->bind(1, std::string_view(name));
  while (column->step()) {
    columns.push_back({.column = {std::string(column->text(0)), kind_of(name, column->text(1))},
                       .place = column->integer(2)});
  }
  return table_of(name, std::move(columns));
}

std::vector<Table> read_tables(Connection& db) {
  std::vector<Table> tables;
  const auto name = db.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
  while (name->step()) tables.push_back(read_table(db, std::string(name->text(0))));
  return tables;
}

void bind(sql::Statement& statement, const Table& table, const Rows& rows, std::size_t row) {
  for (std::size_t i = 0; i < rows.columns(); ++i) {
    const auto place = static_cast<int>(i) + 1;
    const auto field = rows.at(row, i);
    if (!field) {
      statement.bind_null(place);
    } else if (table.columns[i].kind == Kind::integer) {
      statement.bind(place, rows.integer(row, i));
    } else if (table.columns[i].kind == Kind::text) {
      statement.bind(place, *field);
    } else {
      statement.bind(place, sql::Blob{*field});
    }
  }
}

void run_for_each(Connection& db, const std::string& text, const Table& table, const Rows& rows) {
  const auto statement = db.prepare(text);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    bind(*statement, table, rows, row);
    statement->step();
    statement->reset();
  }
}

std::int64_t count_in(Connection& db, const Table& table) {
  const auto count = db.prepare(count_rows(table));
  count->step();
  return count->integer(0);
}

class RowReader {
 public:
  explicit RowReader(bool mends_texts) : mends_texts_(mends_texts) {}

  [[nodiscard]] Chunk read(Connection& db, const Table& table, const Rows* after) const {
    const auto statement = db.prepare(select_rows(table, after != nullptr));
    if (after) bind(*statement, table, *after, 0);
    Chunk chunk{.rows = Rows(table.columns.size())};
    bool is_full = false;
    while (!is_full && !chunk.is_last) {
      chunk.is_last = !statement->step();
      if (!chunk.is_last) add_row(chunk.rows, *statement, table);
      is_full = chunk.rows.size() >= moving::most_rows_read || chunk.rows.bytes() >= moving::most_bytes_read;
    }
    return chunk;
  }

 private:
  void add_row(Rows& rows, sql::Statement& statement, const Table& table) const {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto place = static_cast<int>(i);
      if (statement.is_null(place)) {
        rows.add_null();
      } else if (table.columns[i].kind == Kind::integer) {
        rows.add(statement.integer(place));
      } else {
        add_bytes(rows, statement.text(place), table, i);
      }
    }
  }

  void add_bytes(Rows& rows, std::string_view bytes, const Table& table, std::size_t column) const {
    const bool is_text = table.columns[column].kind == Kind::text;
    if (!mends_texts_ || !is_text || is_storable_utf8(bytes)) return rows.add(bytes);
    const auto mended = storable_utf8(bytes);
    if (column < table.keys) {
      throw std::runtime_error(fmt::format("a row of {} has a key that PostgreSQL cannot keep: {} \"{}\"",
                                           table.name, table.columns[column].name, mended));
    }
    rows.add(mended);
  }

  const bool mends_texts_;
};

class MoveSource final : public moving::Source {
 public:
  MoveSource(const std::string& path, bool mends_texts) : db_(path, Access::read), reader_(mends_texts) {}

  Found look() override { return describe(db_, read_tables(db_)); }
  std::int64_t count(const Table& table) override { return count_in(db_, table); }
  Chunk read(const Table& table, const Rows* after) override { return reader_.read(db_, table, after); }

  // Leaving WAL mode needs the file for oneself; then a lock keeps everybody else from as much as reading it. The
  // next who opens the store puts it back into WAL mode.
  bool hold(const std::vector<Table>&) override {
    const bool is_held = holds_file();
    if (!is_held) db_.execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON");
    return is_held;
  }

 private:
  bool holds_file() {
    try {
      db_.execute("PRAGMA busy_timeout = 200; PRAGMA query_only = OFF; PRAGMA journal_mode = DELETE");
      // What was read before is known to be outdated by the log's index alone, and the log is gone: what its last writer
      // committed would not be seen.
      db_.execute("PRAGMA shrink_memory");
      db_.execute("BEGIN EXCLUSIVE");
    } catch (const StorageFailure& failure) {
      if (!failure.is_locked) throw;
      return false;
    }
    const auto mode = db_.prepare("PRAGMA journal_mode");
    mode->step();
    if (mode->text(0) == "delete") return true;
    db_.abandon();
    return false;
  }

  Connection db_;
  const RowReader reader_;
};

class MoveTarget final : public moving::Target {
 public:
  explicit MoveTarget(std::string path) : path_(std::move(path)) {}

  void make() override {
    migrate(path_);
    reader_.emplace(path_, Access::read);
  }
  Found look() override { return describe(*reader_, read_tables(*reader_)); }
  std::int64_t count(const Table& table) override { return count_in(*reader_, table); }
  Chunk read(const Table& table, const Rows* after) override { return rows_.read(*reader_, table, after); }

  bool is_free() override {
    reader_.reset();
    const bool is_alone = leaves_wal();
    reader_.emplace(path_, Access::read);
    return is_alone;
  }

  void claim(const Mark& mark) override {
    writer_.emplace(path_, Access::write);
    writer_->execute("PRAGMA cache_size = -65536; BEGIN IMMEDIATE");
    put_mark(*writer_, mark);
    writer_->execute("COMMIT");
    run_ = mark.run;
  }

  void apply(const Table& table, const Rows& outdated, const Rows& fresh) override {
    writer_->execute("BEGIN IMMEDIATE");
    moving::hold_mark(*writer_, run_);
    std::string conditions, values;
    for (std::size_t i = 1; i <= table.keys; ++i)
      conditions +=
          fmt::format("{}{} = ${}", i > 1 ? " AND " : "", moving::quoted(table.columns[i - 1].name), i);
    for (std::size_t i = 1; i <= table.columns.size(); ++i)
      values += fmt::format("{}${}", i > 1 ? ", " : "", i);
    const auto name = moving::quoted(table.name);
    if (!outdated.empty())
      run_for_each(*writer_, fmt::format("DELETE FROM {} WHERE {}", name, conditions), table, outdated);
    if (!fresh.empty()) {
      const auto insert = fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING", name,
                                      names_of(table, table.columns.size()), values);
      run_for_each(*writer_, insert, table, fresh);
    }
    writer_->execute("COMMIT");
    move_log(most_log_pages);
  }

  void finish(const std::vector<Table>&) override {
    writer_->execute("BEGIN IMMEDIATE");
    moving::hold_mark(*writer_, run_);
    writer_->execute(moving::drop_mark());
    writer_->execute("COMMIT");
    move_log(0);
  }

 private:
  bool leaves_wal() const {
    try {
      Connection(path_, Access::write).execute("PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE");
    } catch (const StorageFailure& failure) {
      if (!failure.is_locked) throw;
      return false;
    }
    return true;
  }

  void move_log(int more_than) {
    if (writer_->log_pages() > more_than) writer_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  const std::string path_;
  const RowReader rows_{false};
  std::optional<Connection> reader_, writer_;
  std::string run_;
};

}  // namespace

std::unique_ptr<moving::Source> move_source(const std::string& path, bool mends_texts) {
  if (!std::filesystem::exists(path)) throw std::runtime_error("there is no store at " + path);
  return std::make_unique<MoveSource>(path, mends_texts);
}

std::unique_ptr<moving::Target> move_target(const std::string& path) {
  if (path.empty() || path == ":memory:") throw std::runtime_error("a store needs a file: sqlite:PATH");
  return std::make_unique<MoveTarget>(path);
}

}  // namespace parley::sqlite
