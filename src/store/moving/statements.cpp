#include "store/moving/statements.h"

#include "base/secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace parley::moving {
namespace {

std::string text_of(sql::Connection& db, const std::string& query) {
  const auto statement = db.prepare(query);
  return statement->step() ? std::string(statement->text(0)) : std::string();
}

bool has(const std::vector<Table>& tables, std::string_view name) {
  return std::ranges::any_of(tables, [name](const Table& table) { return table.name == name; });
}

}  // namespace

std::string quoted(const std::string& name) { return '"' + name + '"'; }

Table table_of(std::string name, std::vector<FoundColumn> columns) {
  Table table{.name = std::move(name), .columns = {}};
  std::ranges::sort(columns, {}, [](const FoundColumn& one) {
    return std::tuple(one.place == 0, one.place, one.column.name);
  });
  for (auto& one : columns) {
    if (one.place > 0) ++table.keys;
    table.columns.push_back(std::move(one.column));
  }
  if (table.keys == 0) throw std::runtime_error("the table " + table.name + " has no key to be copied by");
  return table;
}

std::string names_of(const Table& table, std::size_t columns) {
  std::string names;
  for (std::size_t i = 0; i < columns; ++i) {
    if (i > 0) names += ", ";
    names += quoted(table.columns[i].name);
  }
  return names;
}

std::string select_rows(const Table& table, bool is_behind) {
  const auto key = names_of(table, table.keys);
  std::string values;
  for (std::size_t i = 1; i <= table.keys; ++i) values += fmt::format("{}${}", i > 1 ? ", " : "", i);
  return fmt::format("SELECT {} FROM {}{} ORDER BY {}", names_of(table, table.columns.size()),
                     quoted(table.name), is_behind ? fmt::format(" WHERE ({}) > ({})", key, values) : "",
                     key);
}

std::string count_rows(const Table& table) { return "SELECT count(*) FROM " + quoted(table.name); }

Found describe(sql::Connection& db, std::vector<Table> tables) {
  Found found;
  if (has(tables, "schema_version")) {
    const auto version = db.prepare("SELECT coalesce(max(version), 0) FROM schema_version");
    version->step();
    found.schema = version->integer(0);
  }
  if (has(tables, "setting")) {
    const auto key = text_of(db, "SELECT value FROM setting WHERE name = 'instance_key'");
    found.instance = to_hex(bytes_of(sha256(key)));
  }
  if (has(tables, mark_table)) {
    const auto mark = db.prepare(fmt::format("SELECT source, run FROM {}", mark_table));
    if (mark->step()) found.mark = {std::string(mark->text(0)), std::string(mark->text(1))};
  }
  std::erase_if(tables, [](const Table& table) { return table.name == mark_table; });
  found.tables = std::move(tables);
  return found;
}

void put_mark(sql::Connection& db, const Mark& mark) {
  db.execute(
      fmt::format("CREATE TABLE IF NOT EXISTS {0} (source TEXT PRIMARY KEY, run TEXT NOT NULL);"
                  "DELETE FROM {0};",
                  mark_table));
  const auto put = db.prepare(fmt::format("INSERT INTO {} (source, run) VALUES ($1, $2)", mark_table));
  put->bind(1, std::string_view(mark.source));
  put->bind(2, std::string_view(mark.run));
  put->step();
}

void hold_mark(sql::Connection& db, const std::string& run) {
  const auto hold = db.prepare(fmt::format("UPDATE {} SET run = run WHERE run = $1 RETURNING 1", mark_table));
  hold->bind(1, std::string_view(run));
  if (!hold->step())
    throw std::runtime_error("another run of this command has taken the copy over; this one ends");
}

std::string drop_mark() { return fmt::format("DROP TABLE {};", mark_table); }

std::string unfinished_words(const std::string& store) {
  return store + " is the unfinished copy of another store: `parley migrate --from … --to …` finishes it";
}

}  // namespace parley::moving
