#include "domain/pace.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr PaceTime noon{std::chrono::seconds(1'780'000'000)};

// How many go in `time`, when as many are sent as there is room for, whenever there is.
std::int64_t sent_in(const Pace& pace, std::chrono::microseconds time) {
  PaceTime spent{};
  std::int64_t count = 0;
  for (auto now = noon; now < noon + time;) {
    const auto many = room(pace, spent, now);
    count += many;
    spent = spend(pace, spent, now, many);
    const auto wait = until_room(pace, spent, now);
    EXPECT_GT(wait, 0us);
    EXPECT_EQ(room(pace, spent, now + wait - 1us), 0);
    EXPECT_GE(room(pace, spent, now + wait), 1);
    now += wait;
  }
  return count;
}

TEST(Pace, Lets80GoASecond) {
  EXPECT_EQ(per_second(80).interval, 12'500us);
  EXPECT_EQ(sent_in(per_second(80), 10s), 800 + per_second(80).burst - 1);
  EXPECT_EQ(sent_in(per_second(1000), 10s), 10'000 + per_second(1000).burst - 1);
  EXPECT_EQ(sent_in(per_second(1), 10s), 10);
}

TEST(Pace, IsAdjustableWithinReason) {
  EXPECT_EQ(per_second(0).interval, 1s);
  EXPECT_EQ(per_second(-5).burst, 1);
  EXPECT_EQ(per_second(5'000'000).interval, 1us);
}

TEST(Pace, Lets45GoToOnePersonAtOnceAndThenOneInSixSeconds) {
  EXPECT_EQ(room(pair_pace, PaceTime{}, noon), 45);
  auto spent = spend(pair_pace, PaceTime{}, noon, 45);
  EXPECT_EQ(room(pair_pace, spent, noon), 0);
  EXPECT_EQ(until_room(pair_pace, spent, noon), 6s);
  EXPECT_EQ(room(pair_pace, spent, noon + 6s - 1us), 0);
  EXPECT_EQ(room(pair_pace, spent, noon + 6s), 1);
  EXPECT_EQ(room(pair_pace, spent, noon + 60s), 10);
  EXPECT_EQ(room(pair_pace, spent, noon + 1h), 45) << "a rest pays back the burst, and no more";
  spent = spend(pair_pace, spent, noon + 1h, 1);
  EXPECT_EQ(room(pair_pace, spent, noon + 1h), 44);
}

TEST(Pace, WaitsForNothingWhereThereIsRoom) {
  EXPECT_EQ(until_room(pair_pace, PaceTime{}, noon), 0us);
  EXPECT_EQ(until_room(pair_pace, spend(pair_pace, PaceTime{}, noon, 44), noon), 0us);
}

TEST(Pace, HoldsWhereMoreWentThanAllowed) {
  const auto spent = spend(per_second(80), PaceTime{}, noon, 800);  // another process, at a higher rate
  EXPECT_EQ(room(per_second(80), spent, noon), 0);
  EXPECT_EQ(room(per_second(80), spent, noon + 10s), per_second(80).burst);
}

TEST(Pace, StandsAClockThatGoesBack) {
  const auto spent = spend(per_second(80), PaceTime{}, noon, 1);
  EXPECT_EQ(until_room(per_second(80), spent, noon - 1s), 1s + 12'500us - 7 * 12'500us);
  EXPECT_EQ(room(per_second(80), spent, noon - 1s), 0);
}

}  // namespace
}  // namespace parley
