#pragma once
// A message that is known by its place in time.

#include "store/conversations.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <utility>

namespace parley::sql {

struct MessageSpot {
  std::int64_t at = 0, key = 0;
  [[nodiscard]] auto place() const { return std::pair(at, key); }
};

}  // namespace parley::sql
