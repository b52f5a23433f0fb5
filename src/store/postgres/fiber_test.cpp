#include "store/postgres/fiber.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parley::postgres {
namespace {

using namespace std::chrono_literals;

// Gives way to whatever else is due.
void give_way(asio::io_context& context) {
  suspend([&context](Resume resume) {
    asio::post(context, [resume = std::move(resume)]() mutable { resume(); });
  });
}

// Runs the task; gives what was thrown.
std::exception_ptr outcome(asio::io_context& context, Task<> task) {
  std::optional<std::exception_ptr> ended;
  asio::co_spawn(context, std::move(task), [&](const std::exception_ptr& why) { ended = why; });
  context.restart();
  context.run();
  EXPECT_TRUE(ended.has_value());
  return ended.value_or(nullptr);
}

TEST(Fiber, EndsOnTheSpotWhereNothingIsWaitedFor) {
  asio::io_context context{1};
  int runs = 0;
  const auto work = [&] { ++runs; };
  EXPECT_EQ(outcome(context, in_fiber(work)), nullptr);
  EXPECT_EQ(runs, 1);
}

TEST(Fiber, LeavesTheThreadToOthersWhileItWaits) {
  asio::io_context context{1};
  std::string order;
  const auto one = [&] {
    for (const char c : {'a', 'b', 'c'}) {
      order += c;
      give_way(context);
    }
  };
  const auto other = [&] {
    for (const char c : {'1', '2', '3'}) {
      order += c;
      give_way(context);
    }
  };
  asio::co_spawn(context, in_fiber(one), [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  asio::co_spawn(context, in_fiber(other), [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  context.run();
  EXPECT_EQ(order, "a1b2c3");
}

TEST(Fiber, HandsOnWhatIsThrownBeforeAndBehindAWait) {
  asio::io_context context{1};
  for (const bool waits : {false, true}) {
    const auto work = [&] {
      if (waits) give_way(context);
      throw std::out_of_range("thrown");
    };
    const auto why = outcome(context, in_fiber(work));
    EXPECT_THROW(std::rethrow_exception(why), std::out_of_range);
  }
}

// The runtime keeps the exceptions of a thread on one list, on which those of several fibers must not mix.
TEST(Fiber, HandlesItsOwnExceptionsWhoeverElseHandlesSome) {
  asio::io_context context{1};
  std::vector<std::string> seen;
  const auto work_of = [&](const std::string& name) {
    return [&context, &seen, name] {
      for (int i = 0; i < 20; ++i) {
        try {
          throw std::runtime_error(name + std::to_string(i));
        } catch (const std::exception& error) {
          give_way(context);
          seen.emplace_back(error.what());
          EXPECT_EQ(error.what(), name + std::to_string(i));
        }
      }
      EXPECT_EQ(std::uncaught_exceptions(), 0);
    };
  };
  const auto one = work_of("one");
  const auto other = work_of("other");
  asio::co_spawn(context, in_fiber(one), [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  asio::co_spawn(context, in_fiber(other), [](const std::exception_ptr& why) { EXPECT_EQ(why, nullptr); });
  context.run();
  EXPECT_EQ(seen.size(), 40U);
}

TEST(Fiber, ManyWaitAtOnce) {
  asio::io_context context{1};
  int over = 0;
  constexpr int count = 500;
  for (int i = 0; i < count; ++i) {
    start_fiber(
        [&context, i] {
          std::string filled(2000, static_cast<char>(i));
          for (int again = 0; again < 3; ++again) give_way(context);
          EXPECT_EQ(filled, std::string(2000, static_cast<char>(i)));
        },
        [&over](const std::exception_ptr& why) {
          EXPECT_EQ(why, nullptr);
          ++over;
        });
  }
  context.run();
  EXPECT_EQ(over, count);
}

TEST(Fiber, MayBeResumedBeforeItWaits) {
  asio::io_context context{1};
  bool went_on = false;
  const auto work = [&] {
    suspend([](Resume resume) { resume(); });
    went_on = true;
  };
  EXPECT_EQ(outcome(context, in_fiber(work)), nullptr);
  EXPECT_TRUE(went_on);
}

TEST(Fiber, UnwindsWhereItsEventLoopIsTakenDown) {
  struct Mark {
    bool& is_gone;
    ~Mark() { is_gone = true; }
  };
  bool is_unwound = false, is_told = false;
  const auto work = [&](asio::io_context& context) {
    return [&] {
      const Mark mark{is_unwound};
      Signal never(context);
      never.wait();
    };
  };
  {
    asio::io_context context{1};
    const auto waits = work(context);
    asio::co_spawn(context, in_fiber(waits), [&](const std::exception_ptr&) { is_told = true; });
    context.poll();
    EXPECT_FALSE(is_unwound);
  }
  EXPECT_TRUE(is_unwound);
  EXPECT_FALSE(is_told);
}

TEST(Fiber, WaitsOutsideOfOneAreRefused) {
  EXPECT_THROW(suspend([](Resume) {}), std::logic_error);
}

TEST(Signal, IsToldBeforeOrBehindTheWaitOrNotAtAll) {
  run_in_fiber([](asio::io_context& context) {
    Signal event(context);
    event.tell();
    EXPECT_TRUE(event.wait_until(Moment::max()));
    asio::post(context, [&event] { event.tell(); });
    EXPECT_TRUE(event.wait_until(Moment::max()));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(event.wait_until(start + 5ms));
    EXPECT_GE(std::chrono::steady_clock::now(), start + 5ms);
  });
}

}  // namespace
}  // namespace parley::postgres
