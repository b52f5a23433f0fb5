// Servers that say nothing: each has its share of the time, and no more.

#include "store/postgres/connection.h"
#include "store/postgres/failure.h"
#include "store/postgres/testing.h"
#include "store/sql/answers.h"

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include <string>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;

constexpr sql::Query one{"SELECT 1::bigint"};
constexpr sql::Query sleep_long{"SELECT 1::bigint FROM pg_sleep(20)"};
constexpr sql::Query sleep_a_little{"SELECT 1::bigint FROM pg_sleep(0.6)"};
constexpr sql::Query begin{"BEGIN"};
constexpr sql::Query commit{"COMMIT"};
constexpr sql::Query make_table{"CREATE TABLE sleepy (id bigint PRIMARY KEY, twin bigint UNIQUE)"};

class Silence : public testing::Test {
 protected:
  static std::chrono::milliseconds time(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  }
  // The address with a server before ours that takes connections and says nothing.
  [[nodiscard]] std::string behind_a_silent_one(int port) const {
    auto address = place_.store;
    address.replace(address.find("host="), 5, "host=127.0.0.1,");
    return address + "&port=" + std::to_string(port) + ",5432";
  }

  conformance::Place place_ = postgres_place();
};

TEST_F(Silence, OfOneServerLeavesTimeForTheNext) {
  asio::io_context io;
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  Server server{.address = behind_a_silent_one(silent.local_endpoint().port()), .connecting = 1'000ms};
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, server);
    EXPECT_LT(time([&] { db.open(); }), 900ms);
    EXPECT_EQ(sql::first_integer(db, one), 1);
    db.close();
    EXPECT_LT(time([&] { db.open(); }), 400ms) << "the one that was there is tried first";
  });
}

TEST_F(Silence, OfAllServersEndsInTime) {
  asio::io_context io;
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  const auto port = std::to_string(silent.local_endpoint().port());
  const Server server{.address = "postgres://127.0.0.1:" + port + ",127.0.0.1:" + port + "/x",
                      .connecting = 500ms};
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, server);
    EXPECT_LT(time([&] { EXPECT_THROW(db.open(), ServerFailure); }), 1'500ms);
  });
}

TEST_F(Silence, EndsAConnectionThatWaitsForItTooLong) {
  const Server server{.address = place_.store, .silence = 300ms};
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, server);
    db.open();
    const auto took = time([&] { EXPECT_THROW(sql::first_integer(db, sleep_long), ServerFailure); });
    EXPECT_GE(took, 300ms);
    EXPECT_LT(took, 2'000ms);
    EXPECT_FALSE(db.link().is_open());
    db.open();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(sql::first_integer(db, one), 1);
  });
}

// A commit waits for standbys, however long they take.
TEST_F(Silence, OfACommitIsWaitedFor) {
  const Server server{.address = place_.store, .silence = 300ms};
  run_in_fiber([&](asio::io_context& context) {
    Connection db(context, server);
    db.open();
    db.run(make_table);
    db.execute(
        "CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.9); "
        "RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON sleepy DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION take_time();");
    db.run(begin);
    db.execute("INSERT INTO sleepy (id) VALUES (1);");
    db.run(commit);
    EXPECT_GE(time([&] { db.wait(); }), 800ms);
    EXPECT_THROW(sql::first_integer(db, sleep_a_little), ServerFailure);
    db.open();
    db.execute("DROP TABLE sleepy; DROP FUNCTION take_time;");
    db.wait();
  });
}

}  // namespace
}  // namespace parley::postgres
