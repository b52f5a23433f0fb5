#pragma once
// How often each caller may use a route.

#include <chrono>
#include <cstdint>
#include <string_view>

namespace parley::wapikit {

struct Rate {
  std::int64_t count = 0;  // 0: as often as they like
  std::chrono::seconds per{60};
};

// Of a route's path, as the table spells it; shared by its methods.
Rate rate_of(std::string_view path);

}  // namespace parley::wapikit
