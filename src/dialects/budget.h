#pragma once
// The time that a handler has for all of its calls to Meta together, so that a client is not kept waiting by a long row of
// slow ones.

#include "base/problem.h"

#include <algorithm>
#include <chrono>

namespace parley {

class Budget {
 public:
  explicit Budget(std::chrono::milliseconds time = std::chrono::seconds{60}) : end_(Clock::now() + time) {}

  // What is left for one more call, at most `most`; a millisecond where it is spent: such a call comes to nothing by itself.
  [[nodiscard]] std::chrono::milliseconds rest(std::chrono::milliseconds most) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
    return std::clamp(left, std::chrono::milliseconds{1}, most);
  }
  // For one more call, at most `most`. Problem unavailable "meta" where it is spent.
  [[nodiscard]] std::chrono::milliseconds left(std::chrono::milliseconds most = std::chrono::seconds{
                                                   40}) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
    if (left.count() <= 0)
      throw Problem(Problem::Kind::unavailable, "meta", "Meta takes too long to answer; try again");
    return std::min(left, most);
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace parley
