// Values there and back, and what becomes of failures, over a real server.

#include "store/postgres/connection.h"

#include "base/problem.h"
#include "store/postgres/failure.h"
#include "store/postgres/pool.h"
#include "store/postgres/testing.h"
#include "store/sql/answers.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>
#include <vector>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using sql::Blob;
using sql::Query;

constexpr Query make_table{
    "CREATE TEMPORARY TABLE line (id bigint PRIMARY KEY, words text COLLATE \"C\", bytes bytea, other bigint)"};
constexpr Query insert{"INSERT INTO line (id, words, bytes, other) VALUES ($1, $2, $3, $4)"};
constexpr Query all{"SELECT id, words, bytes, other FROM line ORDER BY id"};
constexpr Query count{"SELECT count(*) FROM line"};
constexpr Query numbers{"SELECT i::bigint FROM generate_series(1, $1) i"};
constexpr Query begin{"BEGIN"};
constexpr Query commit{"COMMIT"};

class ConnectionTest : public testing::Test {
 protected:
  template <class Work>
  void with_connection(const Work& work) {
    run_in_fiber([&](asio::io_context& context) {
      Connection db(context, server_);
      db.open();
      db.run(make_table);
      db.wait();
      work(db);
    });
  }

  conformance::Place place_ = postgres_place();
  Server server_{.address = place_.store};
};

TEST_F(ConnectionTest, GivesBackWhatItWasGiven) {
  with_connection([](Connection& db) {
    const std::string bytes("\0\x01\xFF\"'\\", 6);
    db.run(insert, std::numeric_limits<std::int64_t>::min(), "", Blob{""}, std::optional<std::int64_t>());
    db.run(insert, std::numeric_limits<std::int64_t>::max(), "Zoë 🙂 'quoted' \\", Blob{bytes}, -1);
    auto rows = db.rows(all);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(rows.text(1), "");
    EXPECT_FALSE(rows.is_null(1));
    EXPECT_EQ(rows.text(2), "");
    EXPECT_TRUE(rows.is_null(3));
    EXPECT_EQ(rows.integer(3), 0);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(rows.text(1), "Zoë 🙂 'quoted' \\");
    EXPECT_EQ(rows.text(2), bytes);
    EXPECT_EQ(rows.integer(3), -1);
    EXPECT_FALSE(rows.next());
  });
}

TEST_F(ConnectionTest, KeepsWhatIsNoTextAsNearAsItCan) {
  with_connection([](Connection& db) {
    db.run(insert, 1, std::string_view("a\0b\xC3", 4), Blob{""}, 0);
    auto rows = db.rows(all);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(1),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD");
  });
}

TEST_F(ConnectionTest, ReadsOneStatementWhileAnotherIsOpen) {
  with_connection([](Connection& db) {
    std::int64_t sum = 0;
    auto rows = db.rows(numbers, 50);
    while (rows.next()) {
      db.run(insert, rows.integer(0), "x", Blob{""}, 0);
      sum += sql::first_integer(db, count);
    }
    EXPECT_EQ(sum, 50 * 51 / 2);
  });
}

TEST_F(ConnectionTest, CountsAtLeastWhatItChanged) {
  with_connection([](Connection& db) {
    const auto before = db.changes();
    sql::first_integer(db, count);
    EXPECT_EQ(db.changes(), before);
    db.run(insert, 1, "x", Blob{""}, 0);
    EXPECT_GT(db.changes(), before);
  });
}

TEST_F(ConnectionTest, TellsOfAFailureAtTheNextWaitAndGoesOnBehindIt) {
  with_connection([](Connection& db) {
    db.run(insert, 1, "x", Blob{""}, 0);
    db.wait();
    db.run(begin);
    db.run(insert, 2, "x", Blob{""}, 0);
    db.run(insert, 1, "twice", Blob{""}, 0);  // only sent so far
    db.run(insert, 3, "x", Blob{""}, 0);
    EXPECT_THROW(sql::first_integer(db, count), Conflict);
    db.run(commit);
    EXPECT_THROW(db.wait(), Conflict) << "a commit behind a failure is none";
    db.link().recover();
    EXPECT_EQ(sql::first_integer(db, count), 1);
  });
}

TEST_F(ConnectionTest, FindsNoTransactionOpenAfterItRecovered) {
  with_connection([](Connection& db) {
    db.run(begin);
    db.run(insert, 1, "x", Blob{""}, 0);
    db.link().recover();
    EXPECT_EQ(sql::first_integer(db, count), 0);
  });
}

TEST_F(ConnectionTest, SendsMoreThanTheSocketTakesInOneGo) {
  with_connection([](Connection& db) {
    const std::string large(3 << 20, 'x');
    for (int i = 0; i < 5; ++i) db.run(insert, i, large, Blob{large}, 0);
    auto rows = db.rows(all);
    int seen = 0;
    for (; rows.next(); ++seen) EXPECT_EQ(rows.text(2).size(), large.size());
    EXPECT_EQ(seen, 5);
  });
}

TEST_F(ConnectionTest, SaysWhatIsToBeDone) {
  with_connection([](Connection& db) {
    constexpr Query sleep{"SELECT pg_sleep(5)"};
    constexpr Query hurry{"SET statement_timeout = 20"};
    constexpr Query nonsense{"SELECT nothing FROM nowhere"};
    EXPECT_THROW(sql::exists(db, nonsense), std::runtime_error);
    db.link().recover();
    db.run(hurry);
    EXPECT_THROW(sql::exists(db, sleep), Interrupted);
    db.link().recover();
    EXPECT_EQ(sql::first_integer(db, count), 0);
  });
}

TEST_F(ConnectionTest, IsClosedWhereTheServerEndsItAndOpensAnew) {
  with_connection([this](Connection& db) {
    constexpr Query me{"SELECT pg_backend_pid()"};
    const auto kill = "SELECT pg_terminate_backend(" + std::to_string(sql::first_integer(db, me)) + ", 5000)";
    ask(place_.store, kill);
    EXPECT_THROW(sql::first_integer(db, count), ServerFailure);
    EXPECT_FALSE(db.link().is_open());
    EXPECT_THROW(sql::first_integer(db, count), ServerFailure);
    db.open();
    EXPECT_NE(sql::first_integer(db, me), 0) << "what was prepared is prepared again";
    ask(place_.store,
        "SELECT pg_terminate_backend(" + std::to_string(sql::first_integer(db, me)) + ", 5000)");
    EXPECT_FALSE(db.link().is_well()) << "idle, it is noticed before the use";
  });
}

TEST_F(ConnectionTest, RefusesAnAddressWhereNobodyIs) {
  run_in_fiber([](asio::io_context& context) {
    Link link(context);
    EXPECT_THROW(link.open("postgres://nobody@/x?host=/nowhere", std::chrono::steady_clock::now() + 2s),
                 ServerFailure);
    EXPECT_THROW(link.open("postgres://%%%", std::chrono::steady_clock::now() + 2s), ServerFailure);
    EXPECT_FALSE(link.is_open());
  });
}

TEST_F(ConnectionTest, ThePoolLendsToOneAtATimeInTheOrderOfAsking) {
  asio::io_context context{1};
  const auto pool = std::make_shared<Pool>(context, server_, Pool::Limits{.connections = 2});
  constexpr Query nap{"SELECT pg_sleep(0.01)"};
  constexpr Query me{"SELECT pg_backend_pid()"};
  std::vector<int> order;
  std::set<std::int64_t> backends;
  for (int i = 0; i < 9; ++i) {
    start_fiber(
        [&, i] {
          auto db = pool->lend();
          backends.insert(sql::first_integer(*db, me));
          sql::exists(*db, nap);
          order.push_back(i);
          db.is_clean();
        },
        [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  }
  context.run();
  EXPECT_EQ(backends.size(), 2U);
  ASSERT_EQ(order.size(), 9U);
  for (int i = 0; i < 9; ++i) EXPECT_LE(std::abs(order[static_cast<std::size_t>(i)] - i), 1) << i;
}

TEST_F(ConnectionTest, ThePoolCleansWhatWasLeftAndReplacesWhatBroke) {
  asio::io_context context{1};
  const auto pool = std::make_shared<Pool>(context, server_, Pool::Limits{.connections = 1});
  constexpr Query nonsense{"SELECT nothing FROM nowhere"};
  constexpr Query suicide{"SELECT pg_terminate_backend(pg_backend_pid())"};
  constexpr Query one{"SELECT 1"};
  const auto try_with = [&](const Query& query) {
    start_fiber(
        [&] {
          auto db = pool->lend();
          db->run(begin);
          sql::exists(*db, query);
        },
        [](const std::exception_ptr& why) { EXPECT_NE(why, nullptr); });
  };
  int answers = 0;
  const auto ask_for_one = [&] {
    start_fiber(
        [&] {
          auto db = pool->lend();
          answers += static_cast<int>(sql::first_integer(*db, one));
          db.is_clean();
        },
        [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  };
  try_with(nonsense);
  ask_for_one();
  try_with(suicide);
  ask_for_one();
  context.run();
  EXPECT_EQ(answers, 2);
}

TEST_F(ConnectionTest, ThePoolRefusesWhoWaitedTooLong) {
  asio::io_context context{1};
  const auto pool =
      std::make_shared<Pool>(context, server_, Pool::Limits{.connections = 1, .patience = 50ms});
  int refused = 0;
  start_fiber(
      [&] {
        auto db = pool->lend();
        Signal(context).wait_until(std::chrono::steady_clock::now() + 200ms);
        db.is_clean();
      },
      [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  for (int i = 0; i < 3; ++i) {
    start_fiber([&] { pool->lend(); },
                [&](const std::exception_ptr& why) {
                  ASSERT_NE(why, nullptr);
                  EXPECT_THROW(std::rethrow_exception(why), Problem);
                  ++refused;
                });
  }
  const auto nowhere = std::make_shared<Pool>(context, Server{.address = "postgres://x@/x?host=/nowhere"},
                                              Pool::Limits{.patience = 150ms});
  start_fiber([&] { nowhere->lend(); },
              [&](const std::exception_ptr& why) {
                ASSERT_NE(why, nullptr);
                EXPECT_THROW(std::rethrow_exception(why), Problem);
                ++refused;
              });
  context.run();
  EXPECT_EQ(refused, 4);
}

}  // namespace
}  // namespace parley::postgres
