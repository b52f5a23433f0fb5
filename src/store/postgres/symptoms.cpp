#include "store/postgres/symptoms.h"

#include "store/postgres/pool.h"
#include "store/sql/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parley::postgres {
namespace {

using enum Symptom::Health;
using sql::Query;

constexpr Query version{"SELECT current_setting('server_version')"};
constexpr Query one{"SELECT 1::bigint"};
constexpr Query durability{
    "SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')"};
constexpr Query standbys{
    "SELECT current_setting('synchronous_standby_names'), count(*), "
    "count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')) FROM pg_stat_replication"};
constexpr Query room{
    "SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint, "
    "(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"};
constexpr Query begin{"BEGIN"};
constexpr Query probe{
    "INSERT INTO counter (name, value) VALUES ('probe', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"};
constexpr Query commit{"COMMIT"};

constexpr std::chrono::microseconds slow_question{5'000}, slow_commit{50'000};

// Of five times the middle one.
template <class Work>
std::chrono::microseconds time(const Work& work) {
  std::array<std::chrono::microseconds, 5> took{};
  for (auto& each : took) {
    const auto start = std::chrono::steady_clock::now();
    work();
    each = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  }
  std::ranges::sort(took);
  return took[took.size() / 2];
}

std::string spell(std::chrono::microseconds time) {
  return fmt::format("{:.1f} ms", static_cast<double>(time.count()) / 1'000);
}

std::string way(Connection& db) {
  if (!db.is_pooled()) return "directly";
  return db.keeps_statements() ? "through a pooler that keeps prepared statements"
                               : "through a pooler that keeps no prepared statements, which costs time";
}

Symptom check_server(Connection& db) {
  std::string words;
  {
    auto rows = db.rows(version);
    if (rows.next()) words = fmt::format("PostgreSQL {}", rows.text(0));
  }
  const auto took = time([&] { sql::first_integer(db, one); });
  words += fmt::format(", asked {}; a question takes {}", way(db), spell(took));
  if (took <= slow_question) return {ok, "database", words};
  return {warn, "database", words + ": requests ask several, one after the other"};
}

Symptom check_commit(Connection& db) {
  const auto took = time([&] {
    db.run(begin);
    db.run(probe);
    db.run(commit);
    db.wait();
  });
  const auto words = fmt::format("a commit takes {}", spell(took));
  if (took <= slow_commit) return {ok, "commit", words};
  return {warn, "commit", words + ": webhooks wait as long"};
}

Symptom check_durability(Connection& db) {
  auto rows = db.rows(durability);
  if (!rows.next()) return {};
  const auto words = fmt::format("fsync {}, full_page_writes {}, synchronous_commit {}", rows.text(0),
                                 rows.text(1), rows.text(2));
  if (rows.text(0) == "off") return {fail, "durability", words + ": what is acknowledged may be lost"};
  if (rows.text(1) == "off") return {warn, "durability", words + ": a crash may damage the store"};
  return {ok, "durability", words};
}

Symptom check_standbys(Connection& db) {
  auto rows = db.rows(standbys);
  if (!rows.next()) return {};
  const auto all = rows.integer(1), in_step = rows.integer(2);
  if (rows.text(0).empty()) {
    return {ok, "standbys",
            fmt::format("commits wait for none of {}: with the machine its last moments are lost", all)};
  }
  if (all == 0) return {fail, "standbys", "none is there, and commits wait for one"};
  return {ok, "standbys", fmt::format("{} there, {} of them waited for", all, in_step)};
}

// Of a server: what sends, what fetches files, and what applies bodies that waited for their number.
constexpr std::size_t sessions_beside_threads = 3;

Symptom check_room(Connection& db, unsigned threads) {
  const auto wanted = static_cast<std::int64_t>((threads + sessions_beside_threads) * reading_connections +
                                                searching_connections + writing_connections);
  auto rows = db.rows(room);
  if (!rows.next()) return {};
  const auto words =
      fmt::format("{} of {} in use; a server wants up to {}", rows.integer(1), rows.integer(0), wanted);
  if (db.is_pooled() || rows.integer(0) - rows.integer(1) >= wanted) return {ok, "connections", words};
  return {warn, "connections", words + ": fewer --threads, a larger max_connections, or a pooler"};
}

}  // namespace

std::vector<Symptom> symptoms(const std::string& address, unsigned threads) {
  std::vector<Symptom> found;
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, Server{.address = address});
    db.open();
    found = {check_server(db), check_commit(db), check_durability(db), check_standbys(db),
             check_room(db, threads)};
  });
  return found;
}

}  // namespace parley::postgres
