// Walks over many rows, over a real server.

#include "store/postgres/connection.h"
#include "store/postgres/failure.h"
#include "store/postgres/testing.h"
#include "store/sql/answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;
using sql::Query;

constexpr Query begin{"BEGIN"};
constexpr Query commit{"COMMIT"};

class WalkTest : public testing::Test {
 protected:
  template <class Work>
  void with_connection(const Work& work) {
    run_in_fiber([&](asio::io_context& context) {
      Connection db(context, server_);
      db.open();
      work(db);
    });
  }

  conformance::Place place_ = postgres_place();
  Server server_{.address = place_.store};
};

constexpr Query long_lines{"SELECT i::bigint, repeat('x', 1000) FROM generate_series(1, $1) i"};
constexpr Query times{"SELECT $1 * 2"};

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * 4096;
}

TEST_F(WalkTest, TakesLittleMemoryForManyRows) {
  with_connection([](Connection& db) {
    constexpr int many = 1'000'000;  // a gigabyte
    // What AddressSanitizer holds back of what was freed is 256 MiB of it.
    constexpr std::size_t little = std::size_t{400} << 20;
    const auto before = resident_bytes();
    std::size_t most = before;
    db.run(begin);
    db.walk_until(std::chrono::steady_clock::now() + 1min);
    std::int64_t sum = 0;
    int count = 0;
    {
      auto rows = db.rows(long_lines, many);
      while (rows.next()) {
        sum += rows.integer(0);
        if (++count % 50'000 != 0) continue;
        EXPECT_EQ(sql::first_integer(db, times, count), 2 * count);  // between two rows
        most = std::max(most, resident_bytes());
      }
    }
    EXPECT_EQ(count, many);
    EXPECT_EQ(sum, std::int64_t{many} * (many + 1) / 2);
    EXPECT_LT(most - before, little);
    for (const int few : {0, 1, 999, 1'000, 1'001, 2'000}) {
      auto rows = db.rows(long_lines, few);
      int seen = 0;
      while (rows.next()) ++seen;
      EXPECT_EQ(seen, few);
    }
    db.run(commit);
    db.wait();
  });
}

TEST_F(WalkTest, TakesNoLongerThanItMay) {
  with_connection([](Connection& db) {
    db.run(begin);
    db.walk_until(std::chrono::steady_clock::now() + 50ms);
    auto rows = db.rows(long_lines, 3'000);
    ASSERT_TRUE(rows.next());
    std::this_thread::sleep_for(60ms);
    const auto walk = [&] {
      while (rows.next()) {
      }
    };
    EXPECT_THROW(walk(), Interrupted);
    db.link().recover();
  });
}

}  // namespace
}  // namespace parley::postgres
