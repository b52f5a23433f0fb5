#include "dialects/fates.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr OrganizationId acme{1}, rival{2};
constexpr MessageKey hello{7}, other{8};
constexpr auto long_time = 60'000ms;  // of which nothing is waited

struct FatesTest : testing::Test {
  // Waits once, and tells of it.
  void watch(std::chrono::milliseconds most, int& ended) {
    asio::co_spawn(
        context,
        [this, most, &ended]() -> Task<> {
          Fates::Watch one(fates, context.get_executor(), acme, hello);
          co_await one.wait_for(most);
          ++ended;
        },
        asio::detached);
  }

  asio::io_context context{1};
  Fates fates;
};

TEST_F(FatesTest, WakeAllWhoWaitForThatMessageFromAnyThread) {
  int ended = 0;
  watch(long_time, ended);
  watch(long_time, ended);
  context.poll();
  std::thread([this] {
    fates.ring(acme, other);
    fates.ring(rival, hello);
  }).join();
  context.poll();
  EXPECT_EQ(ended, 0);
  std::thread([this] { fates.ring(acme, hello); }).join();
  context.run();
  EXPECT_EQ(ended, 2);
}

TEST_F(FatesTest, KeepTheirRingForWhoIsAboutToWait) {
  std::optional<Fates::Watch> watch(std::in_place, fates, context.get_executor(), acme, hello);
  fates.ring(acme, hello);
  context.poll();
  context.restart();
  int waits = 0;
  asio::co_spawn(
      context,
      [&]() -> Task<> {
        co_await watch->wait_for(long_time);
        ++waits;
        co_await watch->wait_for(1ms);
        ++waits;
      },
      asio::detached);
  context.poll();
  EXPECT_EQ(waits, 1) << "it is good for one wait";
  context.run();
  EXPECT_EQ(waits, 2);
}

TEST_F(FatesTest, LetGoAfterAWhileByThemselves) {
  int ended = 0;
  watch(1ms, ended);
  context.run();
  EXPECT_EQ(ended, 1);
  fates.ring(acme, hello);  // of which nobody wants to know any more
  context.restart();
  EXPECT_EQ(context.poll(), 0U);
}

}  // namespace
}  // namespace parley
