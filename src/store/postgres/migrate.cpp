#include "store/postgres/migrate.h"

#include "store/postgres/failure.h"
#include "store/postgres/spelling.h"
#include "store/sql/answers.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>

namespace parley::postgres {
namespace {

using sql::Query;

constexpr Query begin{"BEGIN"};
constexpr Query commit{"COMMIT"};
// Of this database alone. The number is "parley" in ASCII. Whoever waited in the statement would hold up CREATE INDEX
// CONCURRENTLY, which waits for all statements that began before it.
constexpr Query take_turn{"SELECT pg_try_advisory_xact_lock(123598009724281)"};
constexpr Query idle_long{"SET LOCAL idle_in_transaction_session_timeout = 0"};
// Who waits for a table that somebody reads holds up all who come to read it behind him.
constexpr Query wait_for_tables{"SET LOCAL lock_timeout = '300ms'"};
// Nobody writes while a step is taken; it waits for those who do.
constexpr Query hold_writers{"LOCK TABLE organization IN EXCLUSIVE MODE"};
// Not by to_regclass(): whoever waited for his turn would be told what he knew before.
constexpr Query has_versions{
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'"};
constexpr Query schema_version{"SELECT coalesce(max(version), 0) FROM schema_version"};
constexpr Query set_version{"INSERT INTO schema_version (version) VALUES ($1)"};
constexpr Query server_version{"SELECT current_setting('server_version_num')::bigint"};
constexpr Query encoding{"SELECT 1 WHERE current_setting('server_encoding') = 'UTF8'"};
// Case as the C library of most systems has it; ICU's folds some letters into several.
constexpr Query collations{
    "SELECT collname FROM pg_collation WHERE collname IN ('C.utf8', 'C.UTF-8', 'en_US.utf8', 'und-x-icu') "
    "AND collencoding IN (-1, pg_char_to_encoding('UTF8')) "
    "ORDER BY array_position(ARRAY['C.utf8', 'C.UTF-8', 'en_US.utf8', 'und-x-icu'], collname::text) LIMIT 1"};

// Of two indexes that seem equally good the planner takes the newer, and in a table of a few rows all seem so: what was
// prepared then would not look for rows by their keys once there are many. So the key of a table is its newest index.
constexpr Query keys_to_renew{
    "SELECT quote_ident(t.relname), quote_ident(k.conname), pg_get_constraintdef(k.oid) FROM pg_constraint k "
    "JOIN pg_class t ON t.oid = k.conrelid WHERE k.contype = 'p' AND t.relkind = 'r' AND t.reltuples < 10000 "
    "AND t.relnamespace = current_schema()::regnamespace "
    "AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indexrelid > k.conindid)"};

constexpr std::int64_t oldest_server = 150'000;

void check_server(Connection& db) {
  if (sql::first_integer(db, server_version) < oldest_server)
    throw std::runtime_error("parley needs PostgreSQL 15 or newer");
  if (!sql::exists(db, encoding)) throw std::runtime_error("parley needs a database whose encoding is UTF8");
}

std::string quoted_collation(Connection& db) {
  auto rows = db.rows(collations);
  return rows.next() ? fmt::format("\"{}\"", rows.text(0)) : "\"default\"";
}

std::int64_t version_of(Connection& db) {
  return sql::exists(db, has_versions) ? sql::first_integer(db, schema_version) : 0;
}

void put_keys_last(Connection& db) {
  std::string renewals;
  {
    auto rows = db.rows(keys_to_renew);
    while (rows.next()) {
      renewals += fmt::format("ALTER TABLE {0} DROP CONSTRAINT {1}, ADD CONSTRAINT {1} {2};\n", rows.text(0),
                              rows.text(1), rows.text(2));
    }
  }
  if (!renewals.empty()) db.execute(renewals);
}

class Migration {
 public:
  Migration(asio::io_context& context, const Server& server, std::span<const sql::SchemaStep> steps)
      : context_(context), server_(server), steps_(steps), db_(context, server), turn_(context, server) {}

  void run() {
    db_.open();
    check_server(db_);
    if (!is_due(version_of(db_))) return;
    wait_for_turn();
    if (const auto version = version_of(db_); version > 0 && is_due(version))
      spdlog::info("{}: bringing schema {} to {}", shown_address(server_.address), version, steps_.size());
    for (auto version = version_of(db_); is_due(version); version = version_of(db_)) {
      const auto& step = steps_[static_cast<std::size_t>(version)];
      if (step.is_online) {
        build_indexes(step, version);
      } else {
        take(step, version);
      }
    }
    turn_.close();
  }

 private:
  // Whether there is a step to take from that version. Throws where it is a newer binary's.
  [[nodiscard]] bool is_due(std::int64_t version) const {
    if (version <= std::ssize(steps_)) return version < std::ssize(steps_);
    throw std::runtime_error(
        fmt::format("{} was written by a newer parley (schema {}, this one knows {}): run that version",
                    shown_address(server_.address), version, steps_.size()));
  }

  // Until this is over; on a connection of its own, since an index is built outside of transactions.
  void wait_for_turn() {
    turn_.open();
    for (;;) {
      turn_.run(begin);
      const bool is_ours = sql::first_integer(turn_, take_turn) != 0;
      // Takes the place of the question, which sees the moment that it was asked in for as long as it stands.
      turn_.run(is_ours ? idle_long : commit);
      turn_.wait();
      if (is_ours) return;
      wait_a_little(std::chrono::milliseconds{100});
    }
  }

  // One transaction a step. It is begun anew until it gets its tables without a wait that others would notice.
  void take(const sql::SchemaStep& step, std::int64_t version) {
    for (int tries = 1;; ++tries) {
      try {
        return try_to_take(step, version);
      } catch (const Conflict& met) {
        if (tries % 20 == 0) spdlog::warn("schema {} waits for its turn: {}", version + 1, met.what());
      }
      db_.link().recover();
      wait_a_little(std::chrono::milliseconds{200});
      if (version_of(db_) != version) return;
    }
  }

  void try_to_take(const sql::SchemaStep& step, std::int64_t version) {
    db_.run(begin);
    db_.run(idle_long);
    if (version == 0) {
      db_.execute("CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY)");
    } else {
      db_.run(wait_for_tables);
      db_.run(hold_writers);
    }
    db_.execute(functions(quoted_collation(db_)));
    db_.execute(spelt(step.text));
    if (step.then) step.then(db_);
    put_keys_last(db_);
    db_.run(set_version, version + 1);
    db_.run(commit);
    db_.wait();
  }

  // Each by itself, beside readers and writers. One that was broken off is there and of no use.
  void build_indexes(const sql::SchemaStep& step, std::int64_t version) {
    for (const auto& text : statements_of(spelt(step.text))) {
      const auto index = online_index(text);
      db_.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.name);
      db_.wait();
      db_.execute(index.text);
      db_.wait();
    }
    db_.run(set_version, version + 1);
    db_.wait();
  }

  void wait_a_little(std::chrono::milliseconds time) {
    Signal(context_).wait_until(std::chrono::steady_clock::now() + time);
  }

  asio::io_context& context_;
  const Server server_;
  const std::span<const sql::SchemaStep> steps_;
  Connection db_, turn_;
};

}  // namespace

std::string shown_address(const std::string& address) {
  char* words = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(address.c_str(), &words), PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> held(words, PQfreemem);
  if (!options)
    throw std::runtime_error("the address of the store is not right: " + std::string(words ? words : ""));
  const auto value = [&](std::string_view name) {
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
      if (name == option->keyword && option->val != nullptr) return std::string(option->val);
    }
    return std::string();
  };
  return fmt::format("postgres://{}/{}", value("host"), value("dbname"));
}

void migrate(const Server& server, std::span<const sql::SchemaStep> steps) {
  auto patient = server;
  patient.statement = patient.silence = {};  // a step takes as long as it takes, and so may those before us
  run_in_fiber([&](asio::io_context& context) { Migration(context, patient, steps).run(); });
}

}  // namespace parley::postgres
