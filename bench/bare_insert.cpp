// bare_insert prepare PARLEY_DB FILE: a plain database with the same messages and conversations, in the fewest indexes
// that answer the same reads. bare_insert run FILE REQUESTS BATCH SECONDS: the least that a durable webhook could cost:
// the rows of prepared requests (see sign.cpp), parsed beforehand, written in batches of one transaction, with fsync.

#include "rows.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parley::bench {
namespace {

class Database {
 public:
  explicit Database(const char* file) {
    if (sqlite3_open(file, &db_) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 17179869184;"
        "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000");
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& text) {
    if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
  }
  sqlite3_stmt* prepared(const char* text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
    return statement;
  }

 private:
  sqlite3* db_ = nullptr;
};

constexpr auto tables = R"sql(
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY, phone TEXT NOT NULL UNIQUE, name TEXT NOT NULL, last_at INTEGER NOT NULL,
  last_text TEXT NOT NULL, last_wamid TEXT NOT NULL, unread INTEGER NOT NULL, total INTEGER NOT NULL);
CREATE TABLE message (
  conversation INTEGER NOT NULL, at INTEGER NOT NULL, wamid TEXT NOT NULL, key INTEGER NOT NULL,
  direction INTEGER NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL, text TEXT NOT NULL, raw BLOB NOT NULL,
  PRIMARY KEY (conversation, at, wamid)) WITHOUT ROWID;
CREATE TABLE message_key (key INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, at INTEGER NOT NULL);
)sql";

constexpr auto copy = R"sql(
INSERT OR IGNORE INTO conversation
  SELECT id, contact_phone, contact_name, last_at, last_text, last_wamid, unread, total FROM parley.conversation;
INSERT INTO message
  SELECT conversation, at, wamid, key, direction, status, type, text, cold FROM parley.message
  ORDER BY organization, conversation, at, wamid;
INSERT INTO message_key SELECT key, conversation, at FROM parley.message_key ORDER BY organization, key;
CREATE INDEX conversation_activity ON conversation (last_at);
)sql";

void prepare(const std::string& parley, const char* file) {
  Database db(file);
  db.run("PRAGMA synchronous = OFF");
  db.run("ATTACH '" + parley + "' AS parley");
  db.run(std::string("BEGIN;") + tables + copy + "COMMIT");
}

void bind(sqlite3_stmt* statement, int at, const std::string& text) {
  sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

class Inserter {
 public:
  explicit Inserter(Database& db)
      : touch_(db.prepared(
            "INSERT INTO conversation (phone, name, last_at, last_text, last_wamid, unread, total) "
            "VALUES (?1, ?2, ?3, ?4, ?5, 1, 1) ON CONFLICT (phone) DO UPDATE SET name = ?2, last_at = ?3, "
            "last_text = ?4, last_wamid = ?5, unread = unread + 1, total = total + 1 RETURNING id")),
        insert_(db.prepared(
            "INSERT INTO message (conversation, at, wamid, key, direction, status, type, text, raw) "
            "VALUES (?1, ?2, ?3, ?4, 0, 0, 'text', ?5, ?6)")),
        insert_key_(db.prepared("INSERT INTO message_key (key, conversation, at) VALUES (?1, ?2, ?3)")) {}
  ~Inserter() {
    for (auto* statement : {touch_, insert_, insert_key_}) sqlite3_finalize(statement);
  }
  Inserter(const Inserter&) = delete;
  Inserter& operator=(const Inserter&) = delete;

  void add(const Row& row) {
    const auto conversation = touched(row);
    const auto key = row.key();
    sqlite3_bind_int64(insert_, 1, conversation);
    sqlite3_bind_int64(insert_, 2, row.at);
    bind(insert_, 3, row.wamid);
    sqlite3_bind_int64(insert_, 4, key);
    bind(insert_, 5, row.text);
    bind(insert_, 6, row.raw);
    run(insert_);
    sqlite3_bind_int64(insert_key_, 1, key);
    sqlite3_bind_int64(insert_key_, 2, conversation);
    sqlite3_bind_int64(insert_key_, 3, row.at);
    run(insert_key_);
  }

 private:
  std::int64_t touched(const Row& row) {
    bind(touch_, 1, row.phone);
    bind(touch_, 2, row.name);
    sqlite3_bind_int64(touch_, 3, row.at);
    bind(touch_, 4, row.text);
    bind(touch_, 5, row.wamid);
    if (sqlite3_step(touch_) != SQLITE_ROW) throw std::runtime_error("no conversation");
    const auto id = sqlite3_column_int64(touch_, 0);
    run(touch_);
    return id;
  }
  static void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error("an insert failed");
    sqlite3_reset(statement);
  }

  sqlite3_stmt *touch_, *insert_, *insert_key_;
};

void run(const char* file, const char* requests, std::size_t batch, double seconds) {
  using Steady = std::chrono::steady_clock;
  const auto rows = rows_of(requests);
  Database db(file);
  Inserter inserter(db);
  const auto start = Steady::now();
  const auto since = [&] { return std::chrono::duration<double>(Steady::now() - start).count(); };
  std::size_t done = 0;
  while (done < rows.size() && since() < seconds) {
    db.run("BEGIN IMMEDIATE");
    const auto until = std::min(rows.size(), done + batch);
    while (done < until) inserter.add(rows[done++]);
    db.run("COMMIT");
  }
  const auto took = since();
  fmt::print(R"({{"rows":{},"seconds":{:.3f},"per_second":{:.1f}}})"
             "\n",
             done, took, static_cast<double>(done) / took);
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** arguments) {
  using namespace parley::bench;
  const std::string_view what = count > 1 ? arguments[1] : "";
  try {
    if (what == "prepare" && count == 4) return prepare(arguments[2], arguments[3]), 0;
    if (what == "run" && count == 6) {
      return run(arguments[2], arguments[3], std::strtoul(arguments[4], nullptr, 10),
                 std::atof(arguments[5])),
             0;
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bare_insert: {}\n", error.what());
    return 1;
  }
  fmt::print(stderr, "usage: bare_insert prepare PARLEY_DB FILE | run FILE REQUESTS BATCH SECONDS\n");
  return 2;
}
