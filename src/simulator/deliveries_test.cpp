#include "simulator/deliveries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace parley::simulator {
namespace {

using std::chrono::milliseconds;
const Timestamp start = from_millis(1'780'000'000'000);

void add(Deliveries& deliveries, int count) {
  for (int i = 0; i < count; ++i) {
    deliveries.add(
        {.after = milliseconds{10 * i}, .chance = static_cast<std::uint64_t>(i), .body = std::to_string(i)},
        start);
  }
}

// All that come within the time, as they come, each answered so.
std::vector<std::string> run(Deliveries& deliveries, milliseconds time, bool is_taken = true) {
  std::vector<std::string> bodies;
  for (auto now = start; now <= start + time; now += milliseconds{5}) {
    while (auto delivery = deliveries.next(now)) {
      bodies.push_back(delivery->body);
      if (is_taken) {
        deliveries.taken();
      } else {
        deliveries.failed(std::move(*delivery), now);
      }
    }
  }
  return bodies;
}

TEST(Deliveries, ComeWhenTheyAreDueInTheirOrder) {
  const Switches switches;
  Deliveries deliveries(switches);
  add(deliveries, 3);
  EXPECT_EQ(deliveries.due(), start);
  EXPECT_EQ(run(deliveries, milliseconds{10}), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(deliveries.due(), start + milliseconds{20});
  EXPECT_EQ(deliveries.waiting(), 1U);
}

TEST(Deliveries, AreLateRepeatedAndReorderedTheSameWayForTheSameChance) {
  Switches switches;
  switches.delay = {100, 200};
  switches.repeat = 0.3;
  switches.reorder = 500;
  Deliveries first(switches);
  Deliveries second(switches);
  add(first, 100);
  add(second, 100);
  const auto bodies = run(first, milliseconds{5'000});
  EXPECT_EQ(bodies, run(second, milliseconds{5'000}));
  EXPECT_EQ(bodies.size(), 100 + first.counts().repeated);
  EXPECT_GT(first.counts().repeated, 15U);
  EXPECT_LT(first.counts().repeated, 50U);
  EXPECT_FALSE(std::ranges::is_sorted(bodies, {}, [](const std::string& body) { return std::stoi(body); }));
}

TEST(Deliveries, ThatAreLostComeAgain) {
  Switches switches;
  switches.drop = 0.5;
  Deliveries deliveries(switches);
  add(deliveries, 100);
  EXPECT_EQ(run(deliveries, milliseconds{100'000}).size(), 100U);
  EXPECT_GT(deliveries.counts().dropped, 50U);
  EXPECT_EQ(deliveries.counts().taken, 100U);
}

TEST(Deliveries, ThatAreLostForGoodAreCounted) {
  Switches switches;
  switches.drop = 0.5;
  switches.retry = false;
  Deliveries deliveries(switches);
  add(deliveries, 100);
  const auto came = run(deliveries, milliseconds{100'000}).size();
  EXPECT_EQ(came + deliveries.counts().given_up, 100U);
  EXPECT_GT(deliveries.counts().given_up, 20U);
}

TEST(Deliveries, ThatAreNotTakenComeAtOnceThenMoreAndMoreRarelyAndEndAfterSevenDays) {
  Switches switches;
  switches.retry_after = {100, 1'000'000};
  Deliveries deliveries(switches);
  add(deliveries, 1);
  auto now = start;
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 6; ++i) {
    auto delivery = deliveries.next(now);
    ASSERT_TRUE(delivery);
    deliveries.failed(std::move(*delivery), now);
    ASSERT_TRUE(deliveries.due());
    waits.push_back((*deliveries.due() - now).count());
    now = *deliveries.due();
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{0, 100, 200, 400, 800, 1600}));
  now = start + Deliveries::kept_for + milliseconds{1};
  auto delivery = deliveries.next(now);
  ASSERT_TRUE(delivery);
  deliveries.failed(std::move(*delivery), now);
  EXPECT_EQ(deliveries.counts().given_up, 1U);
  EXPECT_EQ(deliveries.waiting(), 0U);
}

}  // namespace
}  // namespace parley::simulator
