#include "store/postgres/reading.h"

#include "base/problem.h"
#include "store/postgres/failure.h"

#include <spdlog/spdlog.h>

#include <string>

namespace parley::postgres {
namespace {

constexpr sql::Query begin{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr sql::Query begin_one_by_one{"BEGIN READ ONLY"};
constexpr sql::Query commit{"COMMIT"};
constexpr sql::Query limit_time{"SELECT set_config('statement_timeout', $1, true)"};

// Catches: what the operator is to know of, the caller is told in other words.
template <class Work>
void refuse_failures(bool is_search, const Work& work) {
  try {
    work();
  } catch (const ServerFailure& failure) {
    spdlog::warn("reading: {}", failure.what());
    throw Problem::unavailable("The store cannot be reached; try again");
  } catch (const Conflict& met) {
    spdlog::warn("reading: {}", met.what());
    throw Problem::unavailable("The store is busy; try again");
  } catch (const Interrupted& late) {
    if (is_search) throw Problem::unavailable("The search took too long; narrow it");
    spdlog::warn("reading: {}", late.what());
    throw Problem::unavailable("The store is behind; try again");
  }
}

void ask(Pool& pool, FunctionRef<void(Connection&)> work) {
  refuse_failures(false, [&] {
    auto db = pool.lend();
    // Through a pooler only a transaction has our settings.
    if (db->is_pooled()) db->run(begin_one_by_one);
    work(*db);
    if (db->is_pooled()) {
      db->run(commit);
      db->send_on();
    }
    db.is_clean();
  });
}

}  // namespace

void look_up(Pool& pool, FunctionRef<void(sql::Connection&)> work) {
  ask(pool, [&](Connection& db) { work(db); });
}

void look_up_together(Pool& pool, FunctionRef<void(Connection&)> work) { ask(pool, work); }

void read_moment(Pool& pool, std::optional<std::chrono::milliseconds> budget,
                 FunctionRef<void(sql::Connection&)> work) {
  refuse_failures(budget.has_value(), [&] {
    auto db = pool.lend();
    db->walk_until(std::nullopt);
    db->run(begin);
    if (budget) db->tell(limit_time, std::to_string(budget->count()));
    if (budget) db->walk_until(std::chrono::steady_clock::now() + *budget);
    work(*db);
    db->walk_until(std::nullopt);
    db->run(commit);
    db->send_on();
    db.is_clean();
  });
}

}  // namespace parley::postgres
