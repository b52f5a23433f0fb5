#include "base/side_thread.h"

#include "base/problem.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>
#include <vector>

namespace parley {
namespace {

using namespace std::chrono_literals;

// A thread that serves, with a side thread; the first piece holds that up until it is let go.
class Beside : public testing::Test {
 protected:
  void make(SideThread::Limits limits) { side.emplace(limits); }
  void hold() {
    spawn([this] {
      is_held.set_value();
      let_go.get_future().wait();
    });
    is_held.get_future().wait();
  }
  void spawn(std::function<void()> work) {
    const auto number = ends.size();
    ends.emplace_back("under way");
    auto run = [this, number, work = std::move(work)]() -> Task<> {
      try {
        co_await side->run(work);
        ends[number] = "done";
      } catch (const Problem& problem) {
        ends[number] = problem.kind() == Problem::Kind::unavailable ? "refused" : problem.what();
      } catch (const std::exception& error) {
        ends[number] = error.what();
      }
    };
    runs.push_back(std::move(run));  // outlives its coroutine
    asio::co_spawn(io, runs.back()(), [](const std::exception_ptr&) {});
    io.restart();
    io.poll();
  }
  void finish() {
    io.restart();
    while (io.run_one_for(5s) > 0) continue;
  }

  asio::io_context io{1};
  std::optional<SideThread> side;
  std::vector<std::string> ends;
  std::deque<std::function<Task<>()>> runs;
  std::promise<void> is_held, let_go;
};

TEST_F(Beside, RunsOnePieceBehindTheOtherOnAThreadOfItsOwn) {
  make({});
  std::vector<int> order;
  std::vector<std::thread::id> where;
  hold();
  for (int i = 0; i < 5; ++i) {
    spawn([&, i] {
      order.push_back(i);
      where.push_back(std::this_thread::get_id());
    });
  }
  EXPECT_EQ(side->waiting(), 5u);
  EXPECT_TRUE(order.empty());
  let_go.set_value();
  finish();
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
  EXPECT_NE(where.front(), std::this_thread::get_id());
  EXPECT_EQ(ends, std::vector<std::string>(6, "done"));
  EXPECT_EQ(side->waiting(), 0u);
  EXPECT_EQ(side->refused(), 0u);
}

TEST_F(Beside, HandsBackWhatIsThrown) {
  make({});
  spawn([] { throw std::runtime_error("no memory"); });
  spawn([] { throw Problem::invalid("x", "x is wrong"); });
  spawn([] {});
  finish();
  EXPECT_EQ(ends, (std::vector<std::string>{"no memory", "x is wrong", "done"}));
}

TEST_F(Beside, RefusesWhoComesWhileTooManyWait) {
  make({.waiting = 2});
  hold();
  int ran = 0;
  for (int i = 0; i < 4; ++i) spawn([&] { ++ran; });
  EXPECT_EQ(ends, (std::vector<std::string>{"under way", "under way", "under way", "refused", "refused"}));
  let_go.set_value();
  finish();
  EXPECT_EQ(ends, (std::vector<std::string>{"done", "done", "done", "refused", "refused"}));
  EXPECT_EQ(ran, 2);
  EXPECT_EQ(side->refused(), 2u);
  spawn([&] { ++ran; });
  finish();
  EXPECT_EQ(ran, 3) << "there is room again";
}

TEST_F(Beside, RefusesWhoWaitedTooLong) {
  make({.waiting = 8, .patience = 20ms});
  hold();
  bool ran = false;
  spawn([&] { ran = true; });
  std::this_thread::sleep_for(30ms);
  let_go.set_value();
  finish();
  EXPECT_EQ(ends, (std::vector<std::string>{"done", "refused"}));
  EXPECT_FALSE(ran);
}

TEST_F(Beside, BeginsWhatNobodyWaitsFor) {
  make({.waiting = 2});
  hold();
  std::atomic<int> ran = 0;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(side->begin([&] { ++ran; }), i < 2);
  EXPECT_EQ(side->refused(), 2u);
  let_go.set_value();
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (ran < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(ran, 2);
  finish();
}

TEST_F(Beside, EndsWithThePieceUnderWay) {
  make({});
  hold();
  bool ran = false;
  spawn([&] { ran = true; });
  auto ending = std::async(std::launch::async, [this] { side->finish(); });
  std::this_thread::sleep_for(10ms);
  let_go.set_value();
  ending.get();
  finish();
  EXPECT_EQ(ends, (std::vector<std::string>{"done", "refused"}));
  spawn([&] { ran = true; });
  finish();
  EXPECT_EQ(ends.back(), "refused");
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace parley
