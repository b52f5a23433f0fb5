#include "store/postgres/migrate.h"

#include "store/postgres/spelling.h"
#include "store/sql/answers.h"
#include "store/sql/schema.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace parley::postgres {
namespace {

using sql::Query;

constexpr Query begin{"BEGIN"};
constexpr Query commit{"COMMIT"};
// Of this database alone. The number is "parley" in ASCII.
constexpr Query take_turn{"SELECT pg_advisory_xact_lock(123598009724281)"};
constexpr Query wait_long{"SET LOCAL statement_timeout = 0"};
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

void check_version(std::int64_t version, const Server& server) {
  const auto ours = std::ssize(sql::schema_steps());
  if (version <= ours) return;
  throw std::runtime_error(
      fmt::format("{} was written by a newer parley (schema {}, this one knows {}): run that version",
                  shown_address(server.address), version, ours));
}

// One step a transaction, so that those who read wait for a step at most.
bool take_step(Connection& db, const Server& server) {
  const auto steps = sql::schema_steps();
  db.run(begin);
  db.run(wait_long);
  db.tell(take_turn);
  auto version = version_of(db);
  check_version(version, server);
  const bool is_due = version < std::ssize(steps);
  if (is_due) {
    if (version == 0) db.execute("CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY)");
    db.execute(functions(quoted_collation(db)));
    const auto& step = steps[static_cast<std::size_t>(version)];
    db.execute(spelt(step.text));
    if (step.then) step.then(db);
    db.run(set_version, ++version);
  }
  db.run(commit);
  db.wait();
  return version < std::ssize(steps);
}

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

void migrate(const Server& server) {
  auto patient = server;
  patient.silence = {};  // a step takes as long as it takes, and so may those before us
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, patient);
    db.open();
    check_server(db);
    const auto version = version_of(db);
    check_version(version, server);
    if (version == std::ssize(sql::schema_steps())) return;
    while (take_step(db, server)) {
    }
  });
}

}  // namespace parley::postgres
