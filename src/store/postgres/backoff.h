#pragma once
// When a server that could not be reached is to be tried again: soon at first, then ever more rarely.

#include "store/postgres/fiber.h"

#include <algorithm>

namespace parley::postgres {

class Backoff {
 public:
  void failed() {
    pause_ = std::clamp(pause_ * 2, first, longest);
    next_try_ = std::chrono::steady_clock::now() + pause_;
  }
  void succeeded() { *this = {}; }
  [[nodiscard]] Moment next_try() const { return next_try_; }

 private:
  static constexpr std::chrono::milliseconds first{50};
  static constexpr std::chrono::milliseconds longest{1'000};

  std::chrono::milliseconds pause_{0};
  Moment next_try_{};
};

}  // namespace parley::postgres
