#include "store/postgres/moving.h"

#include "base/function_ref.h"
#include "store/moving/statements.h"
#include "store/postgres/arrays.h"
#include "store/postgres/connection.h"
#include "store/postgres/failure.h"
#include "store/postgres/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace parley::postgres {
namespace {

using moving::Chunk;
using moving::Found;
using moving::FoundColumn;
using moving::Kind;
using moving::Mark;
using moving::Rows;
using moving::Table;

// The rows of an answer are all in memory at once: few, until it is known how large they are.
constexpr std::size_t first_rows_read = 64;

// As a command works: one question after the other, each of which waits. Long ones are meant.
constexpr auto be_patient = "SET statement_timeout = 0; SET enable_sort = off;";

constexpr auto others =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND application_name IN ('parley', current_setting('application_name'))";

Kind kind_of(const std::string& table, std::string_view type) {
  if (type == "int8") return Kind::integer;
  if (type == "text") return Kind::text;
  if (type == "bytea") return Kind::blob;
  throw std::runtime_error(fmt::format("{} has a column of the type {}, which is not known", table, type));
}

// A connection with an event loop of its own, for a thread that has none.
class Line {
 public:
  explicit Line(const std::string& address) : db_(context_, {.address = address, .silence = {}}) {
    wait([&] {
      db_.open();
      db_.execute(be_patient);
      db_.wait();
    });
  }

  // Runs `work` in a fiber to its end; throws what it throws.
  void wait(FunctionRef<void()> work) {
    std::exception_ptr thrown;
    context_.restart();
    start_fiber([&] { work(); },
                [&](const std::exception_ptr& what) {
                  thrown = what;
                  context_.stop();  // what it set to go off later may stay where it is
                });
    context_.run();
    if (thrown) std::rethrow_exception(thrown);
  }
  std::int64_t integer(const std::string& query) {
    std::int64_t value = 0;
    wait([&] {
      const auto statement = db_.prepare(query);
      if (statement->step()) value = statement->integer(0);
    });
    return value;
  }
  Connection& db() { return db_; }

 private:
  asio::io_context context_{1};
  Connection db_;
};

Table read_table(Connection& db, const std::string& name) {
  std::vector<FoundColumn> columns;
  const auto column = db.prepare(
      "SELECT a.attname, t.typname, coalesce(array_position(i.indkey::smallint[], a.attnum) - "
      "array_lower(i.indkey::smallint[], 1) + 1, 0)::bigint FROM pg_attribute a "
      "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
      "WHERE a.attrelid = quote_ident($1)::regclass AND a.attnum > 0 AND NOT a.attisdropped");
  column->bind(1, std::string_view(name));
  while (column->step()) {
    columns.push_back({.column = {std::string(column->text(0)), kind_of(name, column->text(1))},
                       .place = column->integer(2)});
  }
  return table_of(name, std::move(columns));
}

std::vector<Table> read_tables(Connection& db) {
  std::vector<std::string> names;
  const auto name = db.prepare(
      "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\"");
  while (name->step()) names.emplace_back(name->text(0));
  std::vector<Table> tables;
  tables.reserve(names.size());
  for (const auto& one : names) tables.push_back(read_table(db, one));
  return tables;
}

Found look_at(Line& line) {
  Found found;
  line.wait([&] { found = describe(line.db(), read_tables(line.db())); });
  return found;
}

Values key_values(const Table& table, const Rows& key) {
  Values values;
  for (std::size_t i = 0; i < table.keys; ++i) {
    const auto field = key.at(0, i).value();
    values.types.push_back(oid_of(table.columns[i].kind));
    values.bytes.push_back(field.data());
    values.lengths.push_back(static_cast<int>(field.size()));
  }
  return values;
}

Rows rows_of(const PGresult& result, std::size_t columns) {
  Rows rows(columns);
  for (int row = 0; row < PQntuples(&result); ++row) {
    for (int column = 0; column < PQnfields(&result); ++column) {
      const auto length = static_cast<std::size_t>(PQgetlength(&result, row, column));
      if (PQgetisnull(&result, row, column) != 0) {
        rows.add_null();
      } else {
        rows.add(std::string_view(PQgetvalue(&result, row, column), length));
      }
    }
  }
  return rows;
}

// Asks for as many rows as are about as large as a chunk, by what the last ones were; at most four times as many as
// then, because a run of short rows says little of what comes.
class RowReader {
 public:
  Chunk read(Line& line, const Table& table, const Rows* after) {
    auto& limit = limits_.try_emplace(table.name, first_rows_read).first->second;
    if (!after) limit = first_rows_read;
    Chunk chunk{.rows = Rows(table.columns.size())};
    line.wait([&] {
      auto& link = line.db().link();
      const auto text = fmt::format("{} LIMIT {}", select_rows(table, after != nullptr), limit);
      const auto ticket = link.run(text, after ? key_values(table, *after) : Values{});
      link.sync();
      const auto result = link.wait(ticket);
      chunk.rows = rows_of(*result, table.columns.size());
    });
    chunk.is_last = chunk.rows.size() < limit;
    const auto bytes_each = chunk.rows.bytes() / std::max<std::size_t>(chunk.rows.size(), 1) + 1;
    limit = std::clamp<std::size_t>(moving::most_bytes_read / bytes_each, 1,
                                    std::min(4 * limit, moving::most_rows_read));
    return chunk;
  }

 private:
  std::map<std::string, std::size_t> limits_;
};

class MoveSource final : public moving::Source {
 public:
  explicit MoveSource(const std::string& address) : line_(address) {}

  Found look() override { return look_at(line_); }
  std::int64_t count(const Table& table) override { return line_.integer(count_rows(table)); }
  Chunk read(const Table& table, const Rows* after) override { return reader_.read(line_, table, after); }

  // Who serves it is seen in the server's list of connections. Writers that are not in it are kept out by locks.
  bool hold(const std::vector<Table>& tables) override {
    if (line_.integer(others) > 0) return false;
    std::string names;
    for (const auto& table : tables) names += (names.empty() ? "" : ", ") + moving::quoted(table.name);
    try {
      line_.wait([&] {
        line_.db().execute(fmt::format(
            "BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = 0;"
            "LOCK TABLE {} IN SHARE MODE;",
            names));
        line_.db().wait();
      });
    } catch (const Conflict&) {
      let_go();
      return false;
    }
    if (line_.integer(others) == 0) return true;
    let_go();
    return false;
  }

 private:
  void let_go() {
    line_.wait([&] { line_.db().link().recover(); });
  }

  Line line_;
  RowReader reader_;
};

class MoveTarget final : public moving::Target {
 public:
  explicit MoveTarget(std::string address) : address_(std::move(address)) {}

  void make() override {
    migrate({.address = address_});
    line_.emplace(address_);
  }
  Found look() override { return look_at(*line_); }
  std::int64_t count(const Table& table) override { return line_->integer(count_rows(table)); }
  Chunk read(const Table& table, const Rows* after) override { return reader_.read(*line_, table, after); }
  bool is_free() override { return line_->integer(others) == 0; }

  void claim(const Mark& mark) override {
    writer_.emplace(address_);
    run_ = mark.run;
    transact([&] { put_mark(writer_->db(), mark); }, false);
  }

  void apply(const Table& table, const Rows& outdated, const Rows& fresh) override {
    const RowArrays keys(table, outdated), rows(table, fresh);
    transact(
        [&] {
          auto& link = writer_->db().link();
          if (!outdated.empty()) link.run(delete_rows(table), keys.values());
          if (!fresh.empty()) link.run(insert_rows(table), rows.values());
        },
        true);
  }

  void finish(const std::vector<Table>& tables) override {
    for (const auto& table : tables) {
      writer_->wait([&] {
        set_sequences(table);
        writer_->db().execute("ANALYZE " + moving::quoted(table.name) + ";");
        writer_->db().wait();
      });
    }
    transact([&] { writer_->db().execute(moving::drop_mark()); }, true);
  }

 private:
  static std::string unnested(const Table& table, std::size_t columns) {
    std::string arrays;
    for (std::size_t i = 0; i < columns; ++i)
      arrays += fmt::format("{}${}::{}[]", i > 0 ? ", " : "", i + 1, type_of(table.columns[i].kind));
    return "unnest(" + arrays + ")";
  }
  static std::string insert_rows(const Table& table) {
    const auto count = table.columns.size();
    return fmt::format("INSERT INTO {} ({}) SELECT * FROM {} ON CONFLICT DO NOTHING",
                       moving::quoted(table.name), names_of(table, count), unnested(table, count));
  }
  static std::string delete_rows(const Table& table) {
    std::string columns, conditions;
    for (std::size_t i = 0; i < table.keys; ++i) {
      columns += fmt::format("{}k{}", i > 0 ? ", " : "", i);
      conditions +=
          fmt::format("{}t.{} = o.k{}", i > 0 ? " AND " : "", moving::quoted(table.columns[i].name), i);
    }
    return fmt::format("DELETE FROM {} t USING {} AS o({}) WHERE {}", moving::quoted(table.name),
                       unnested(table, table.keys), columns, conditions);
  }

  void transact(FunctionRef<void()> work, bool has_mark) {
    writer_->wait([&] {
      auto& db = writer_->db();
      db.execute("BEGIN;");
      if (has_mark) moving::hold_mark(db, run_);
      work();
      db.execute("COMMIT;");
      db.wait();
    });
  }

  void set_sequences(const Table& table) {
    std::vector<std::string> given;
    {
      const auto column = writer_->db().prepare(
          "SELECT attname FROM pg_attribute WHERE attrelid = quote_ident($1)::regclass AND attidentity <> ''");
      column->bind(1, std::string_view(table.name));
      while (column->step()) given.emplace_back(column->text(0));
    }
    for (const auto& name : given) {
      const auto set = writer_->db().prepare(fmt::format(
          "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), coalesce(max({1}), 0) + 1, false) FROM {0}",
          table.name, name));
      set->step();
    }
  }

  const std::string address_;
  std::optional<Line> line_, writer_;
  RowReader reader_;
  std::string run_;
};

}  // namespace

std::unique_ptr<moving::Source> move_source(const std::string& address) {
  return std::make_unique<MoveSource>(address);
}

std::unique_ptr<moving::Target> move_target(const std::string& address) {
  return std::make_unique<MoveTarget>(address);
}

}  // namespace parley::postgres
