#pragma once
// How fast something may go: one an interval, and some at once where nothing went for a while. All that is kept of it is
// one instant, so that it can stand in a row that several processes share. Clock and instant are handed in.

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace parley {

using PaceTime = std::chrono::sys_time<std::chrono::microseconds>;

struct Pace {
  std::chrono::microseconds interval{0};  // above 0
  std::int64_t burst = 1;                 // at once, after a rest; at least 1
};

// Meta's throughput of a number: 80 a second until it raises it, in business' own apps 20 (Meta's page on throughput).
// At once goes what a tenth of a second allows.
constexpr Pace per_second(std::int64_t count) {
  const auto least = std::max<std::int64_t>(count, 1);
  return {std::chrono::microseconds(1'000'000 / std::min<std::int64_t>(least, 1'000'000)),
          std::max<std::int64_t>(least / 10, 1)};
}
// To one person: one in six seconds, 45 at once, borrowed from what comes later.
constexpr Pace pair_pace{std::chrono::seconds(6), 45};

// `spent` is when all that went so far is paid for; the epoch: nothing went yet.

// How many may go now; 0 up to the burst.
constexpr std::int64_t room(const Pace& pace, PaceTime spent, PaceTime now) {
  if (spent <= now) return pace.burst;
  return std::max<std::int64_t>((now - spent + pace.burst * pace.interval) / pace.interval, 0);
}

// What is spent when so many more go now.
constexpr PaceTime spend(const Pace& pace, PaceTime spent, PaceTime now, std::int64_t count) {
  return std::max(spent, now) + count * pace.interval;
}

// How long until there is room for one.
constexpr std::chrono::microseconds until_room(const Pace& pace, PaceTime spent, PaceTime now) {
  return std::max(spent - (pace.burst - 1) * pace.interval - now, std::chrono::microseconds(0));
}

}  // namespace parley
