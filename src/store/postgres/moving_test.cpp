// A store carried from engine to engine and back is what it was: every table, every column, every byte.

#include "store/postgres/moving.h"

#include "base/text.h"
#include "store/conformance/fixture.h"
#include "store/move.h"
#include "store/postgres/testing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/engine.h"
#include "store/sqlite/moving.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

namespace parley::postgres {
namespace {

using conformance::Place;
using testing::HasSubstr;

// A SQLite store and the tests' own eyes on it.
class File {
 public:
  File() : place_(conformance::sqlite_place()) {}
  ~File() { std::filesystem::remove_all(place_.folder); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] std::string path() const { return place_.folder / "store.db"; }
  [[nodiscard]] const std::string& store() const { return place_.store; }
  [[nodiscard]] sqlite::Connection open() const { return {path(), sqlite::Access::write}; }
  void run(const std::string& statements) const {
    sqlite::Connection db(path(), sqlite::Access::write);
    db.execute(statements);
  }

  // Each table's rows, in words of SQLite's own.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> dump() const;

 private:
  Place place_;
};

// A database that is left without a table, whatever was carried into it.
class Database {
 public:
  // Another test may have left its tables there.
  Database() { empty(); }
  ~Database() { empty(); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] const std::string& store() const { return place_.store; }

 private:
  void empty() const {
    ask(place_.store, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  Place place_ = postgres_place();
};

struct FoundColumn {
  std::string name, type;
  bool is_needed = false, is_key = false;
};

std::map<std::string, std::vector<FoundColumn>> columns_of(sqlite::Connection& db) {
  std::map<std::string, std::vector<FoundColumn>> found;
  const auto column = db.prepare(
      "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema t, pragma_table_info(t.name) c "
      "WHERE t.type = 'table' AND t.name <> 'sqlite_stat1'");
  while (column->step()) {
    found[std::string(column->text(0))].push_back({.name = std::string(column->text(1)),
                                                   .type = std::string(column->text(2)),
                                                   .is_needed = column->integer(3) != 0,
                                                   .is_key = column->integer(4) != 0});
  }
  return found;
}

std::map<std::string, std::vector<std::string>> File::dump() const {
  std::map<std::string, std::vector<std::string>> all;
  auto db = open();
  for (const auto& [table, columns] : columns_of(db)) {
    std::string row;
    for (const auto& column : columns)
      row += fmt::format("{}'{}=' || quote(CAST(\"{}\" AS BLOB)) || typeof(\"{}\")",
                         row.empty() ? "" : " || ' ' || ", column.name, column.name, column.name);
    const auto rows = db.prepare(fmt::format("SELECT {} FROM \"{}\" ORDER BY 1", row, table));
    auto& into = all[table];
    while (rows->step()) into.emplace_back(rows->text(0));
  }
  return all;
}

class Chance {
 public:
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }
  std::int64_t number(bool is_key) {
    const auto any = static_cast<std::int64_t>(random_());
    switch (below(8)) {
      case 0: return below(3);
      case 1: return -below(1000);
      case 2: return is_key ? below(100'000) : std::numeric_limits<std::int64_t>::min();
      case 3: return is_key ? below(100'000) : std::numeric_limits<std::int64_t>::max();
      default: return any / 4;  // what gives ids counts on behind it
    }
  }
  std::string text() {
    constexpr std::array<std::string_view, 12> pieces{
        "a", "B", "0", " ", "'", "\\", "\n", "\x01", "\xc3\xa9", "\xe6\x9d\x8e", "\xf0\x9f\x98\x80", "\x7f"};
    std::string made;
    const auto length = below(20) == 0 ? 600 : below(24);
    for (std::int64_t i = 0; i < length; ++i) made += pieces[static_cast<std::size_t>(below(pieces.size()))];
    return made;
  }
  std::string bytes() {
    std::string made(static_cast<std::size_t>(below(20) == 0 ? 1'500 : below(40)), '\0');
    for (char& c : made) c = static_cast<char>(below(256));
    return made;
  }

 private:
  std::mt19937_64 random_{20'261'121};
};

constexpr int rows_each = 120;
constexpr int rows_of_one = 9'000;  // more than one reading and one writing hold

void fill(const File& file) {
  sqlite::migrate(file.path());
  auto db = file.open();
  Chance chance;
  db.execute("BEGIN");
  for (const auto& [table, columns] : columns_of(db)) {
    if (table == "schema_version") continue;
    std::string values;
    for (std::size_t i = 1; i <= columns.size(); ++i) values += fmt::format("{}${}", i > 1 ? ", " : "", i);
    const auto insert = db.prepare(fmt::format("INSERT OR IGNORE INTO \"{}\" VALUES ({})", table, values));
    const int count = table == "message" ? rows_of_one : rows_each;
    for (int row = 0; row < count; ++row) {
      for (int i = 0; i < std::ssize(columns); ++i) {
        const auto& column = columns[static_cast<std::size_t>(i)];
        if (!column.is_needed && !column.is_key && chance.below(4) == 0) {
          insert->bind_null(i + 1);
        } else if (column.type == "INTEGER") {
          insert->bind(i + 1, chance.number(column.is_key));
        } else if (column.type == "TEXT") {
          insert->bind(i + 1, std::string_view(chance.text()));
        } else {
          insert->bind(i + 1, sql::Blob{chance.bytes()});
        }
      }
      insert->step();
      insert->reset();
    }
  }
  db.execute("COMMIT");
}

Move carry(const std::string& from, const std::string& to) { return move_store({.from = from, .to = to}); }

std::string words_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

void expect_same(const File& a, const File& b) {
  const auto wanted = a.dump(), found = b.dump();
  ASSERT_EQ(wanted.size(), found.size());
  for (const auto& [table, rows] : wanted) EXPECT_EQ(found.at(table), rows) << table;
}

}  // namespace

TEST(PostgresMoving, CarriesEveryColumnOfEveryTableThereAndBack) {
  const File first, second, third;
  fill(first);
  const auto dumped = first.dump();
  for (const auto& [table, rows] : dumped) {
    if (table != "schema_version") EXPECT_GT(rows.size(), 50U) << table;
  }
  const Database there, further;
  const auto gone = carry(first.store(), there.store());
  ASSERT_TRUE(gone.is_finished);
  EXPECT_EQ(gone.tables.size(), dumped.size());
  for (const auto& table : gone.tables) {
    EXPECT_EQ(table.rows, std::ssize(dumped.at(table.name)));
    EXPECT_EQ(table.rows, table.rows_there);
    EXPECT_EQ(table.hash, table.hash_there);
    EXPECT_EQ(ask(there.store(), "SELECT count(*) FROM " + table.name), std::to_string(table.rows));
  }
  EXPECT_EQ(ask(there.store(), "SELECT nextval('delivery_id_seq') > max(id) FROM delivery"), "t");
  ASSERT_TRUE(carry(there.store(), further.store()).is_finished);
  const auto back = carry(further.store(), second.store());
  ASSERT_TRUE(back.is_finished);
  expect_same(first, second);
  for (std::size_t i = 0; i < back.tables.size(); ++i) EXPECT_EQ(back.tables[i].hash, gone.tables[i].hash);
  ASSERT_TRUE(carry(second.store(), third.store()).is_finished);
  expect_same(first, third);
}

TEST(PostgresMoving, FollowsASourceThatIsInUseAndFinishesWhenItIsNot) {
  const File first, second;
  fill(first);
  const Database there;
  {
    auto server = first.open();
    const auto lagging = carry(first.store(), there.store());
    EXPECT_FALSE(lagging.is_finished);
    EXPECT_THAT(words_of([&] { open_engine({.store = there.store()}); }), HasSubstr("unfinished copy"));
    // What another one has by now, what is gone, what is new.
    server.execute(
        "UPDATE organization SET name = 'x' WHERE id = (SELECT min(id) FROM organization);"
        "UPDATE organization SET name = (SELECT name FROM organization ORDER BY id DESC LIMIT 1) || 'x' "
        "  WHERE id = (SELECT id FROM organization ORDER BY id LIMIT 1 OFFSET 7);"
        "DELETE FROM message WHERE at % 3 = 0;"
        "UPDATE message SET updated_at = 5 WHERE at % 3 = 1;"
        "INSERT OR REPLACE INTO event (organization, sequence, kind, conversation, message, at) VALUES (1, 1, 1, 1, 1, 1);"
        "DELETE FROM role");
    // Two that change places under a unique key.
    server.execute(
        "CREATE TEMP TABLE two AS SELECT id, name FROM organization ORDER BY id LIMIT 2;"
        "UPDATE organization SET name = 'between' WHERE id = (SELECT min(id) FROM two);"
        "UPDATE organization SET name = (SELECT name FROM two ORDER BY id LIMIT 1) WHERE id = (SELECT max(id) FROM two);"
        "UPDATE organization SET name = (SELECT name FROM two ORDER BY id DESC LIMIT 1) WHERE id = (SELECT min(id) FROM two)");
  }
  const auto done = carry(first.store(), there.store());
  ASSERT_TRUE(done.is_finished);
  EXPECT_LT(done.passes.front().written, done.passes.front().rows / 4)
      << "what was there is not written again";
  ASSERT_TRUE(carry(there.store(), second.store()).is_finished);
  expect_same(first, second);
}

TEST(PostgresMoving, GoesOnWhereItWasStopped) {
  const File first, second;
  fill(first);
  const Database there;
  int stops = 0;
  for (std::int64_t limit = 1'000;; limit += 6'000) {
    struct Stopped : std::runtime_error {
      using std::runtime_error::runtime_error;
    };
    MoveOptions options{.from = first.store(), .to = there.store()};
    options.progress = [limit](const MoveProgress& progress) {
      if (progress.rows + (progress.pass - 1) * progress.of > limit) throw Stopped("stopped");
    };
    const auto words = words_of([&] { move_store(options); });
    if (words.empty()) break;
    ASSERT_EQ(words, "stopped");
    ++stops;
    EXPECT_THAT(words_of([&] { open_engine({.store = there.store()}); }), HasSubstr("unfinished copy"));
  }
  EXPECT_GT(stops, 3);
  ASSERT_TRUE(carry(there.store(), second.store()).is_finished);
  expect_same(first, second);
}

TEST(PostgresMoving, RefusesAPlaceThatHoldsSomethingElse) {
  const File first, other, full;
  for (const auto* file : {&first, &other, &full}) sqlite::migrate(file->path());
  full.run("INSERT INTO organization (id, name, active, created_at, last_event) VALUES (1, 'Full', 1, 1, 0)");
  const Database there;
  EXPECT_THAT(words_of([&] { carry(first.store(), full.store()); }), HasSubstr("holds a store already"));
  EXPECT_THAT(words_of([&] { carry(first.store(), first.store()); }), HasSubstr("holds this very store"));
  EXPECT_THAT(words_of([&] { carry(first.store() + "-missing", there.store()); }),
              HasSubstr("there is no store"));
  EXPECT_THAT(words_of([&] { carry(there.store(), first.store()); }), HasSubstr("there is no store"));
  {
    const auto server = first.open();
    ASSERT_FALSE(carry(first.store(), there.store()).is_finished);
    EXPECT_THAT(words_of([&] { carry(full.store(), first.store()); }), HasSubstr("is in use"));
  }
  EXPECT_THAT(words_of([&] { carry(other.store(), there.store()); }),
              HasSubstr("the unfinished copy of a store that is not"));
  EXPECT_THAT(words_of([&] { carry(there.store(), other.store()); }),
              HasSubstr("itself the unfinished copy"));
  ASSERT_TRUE(carry(first.store(), there.store()).is_finished);
  EXPECT_THAT(words_of([&] { carry(first.store(), there.store()); }), HasSubstr("holds this very store"));
}

TEST(PostgresMoving, RefusesStoresOfDifferentTables) {
  const File first;
  sqlite::migrate(first.path());
  const Database there;
  first.run("ALTER TABLE role ADD COLUMN later INTEGER");
  EXPECT_THAT(words_of([&] { carry(first.store(), there.store()); }), HasSubstr("schemas do not: role"));
  first.run("ALTER TABLE role DROP COLUMN later; DELETE FROM schema_version WHERE version > 3");
  EXPECT_THAT(words_of([&] { carry(first.store(), there.store()); }), HasSubstr("has the schema 3"));
}

TEST(PostgresMoving, MendsTextsThatPostgresCannotKeepAndRefusesThemInKeys) {
  const File first, second, third;
  sqlite::migrate(first.path());
  first.run(
      "INSERT INTO organization (id, name, active, created_at, last_event) VALUES "
      "(1, CAST(x'61FF62' AS TEXT), 1, 1, 0), (2, CAST(x'610062' AS TEXT), 1, 1, 0), (3, 'fine', 1, 1, 0)");
  const Database there, nowhere;
  ASSERT_TRUE(carry(first.store(), second.store()).is_finished);
  expect_same(first, second);
  // Both would have the one name, which is unique.
  EXPECT_THAT(words_of([&] { carry(first.store(), there.store()); }),
              HasSubstr("does not become equal in: organization"));
  first.run("UPDATE organization SET name = CAST(x'FF63' AS TEXT) WHERE id = 2");
  ASSERT_TRUE(carry(first.store(), there.store()).is_finished);
  EXPECT_EQ(ask(there.store(), "SELECT string_agg(name, ',' ORDER BY id) FROM organization"),
            "a\xef\xbf\xbd"
            "b,\xef\xbf\xbd"
            "c,fine");
  second.run("INSERT INTO unrouted (name, delivery) VALUES (CAST(x'FF' AS TEXT), 1)");
  EXPECT_THAT(words_of([&] { carry(second.store(), nowhere.store()); }),
              HasSubstr("a row of unrouted has a key"));
}

TEST(PostgresMoving, LeavesACopyToTheRunThatTookItLast) {
  const Database there;
  const File file;
  const auto expect_given_up = [](moving::Target& first, moving::Target& second) {
    first.make();
    first.claim({.source = "one", .run = "first"});
    const auto tables = first.look().tables;
    const auto& table = *std::ranges::find(tables, "activity", &moving::Table::name);
    moving::Rows row(table.columns.size()), none(table.keys);
    for (std::size_t i = 0; i < table.columns.size(); ++i) row.add(std::int64_t{1});
    first.apply(table, none, row);
    second.make();
    second.claim({.source = "one", .run = "second"});
    EXPECT_THAT(words_of([&] { first.apply(table, none, row); }), HasSubstr("taken the copy over"));
    EXPECT_EQ(second.look().mark.value().run, "second");
    EXPECT_EQ(second.count(table), 1);
  };
  expect_given_up(*move_target(there.store()), *move_target(there.store()));
  expect_given_up(*sqlite::move_target(file.path()), *sqlite::move_target(file.path()));
}

}  // namespace parley::postgres
