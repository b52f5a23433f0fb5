#pragma once
// How the store is, for whoever looks after it.

#include "store/transaction.h"

#include <cstdint>
#include <optional>

namespace parley {

struct Upkeep {
  std::int64_t schema = 0;
  std::optional<Timestamp> newest_delivery;  // when it came
  std::int64_t failed_deliveries = 0;        // malformed, parked or unrouted, in part at least
};

Upkeep upkeep(const Reader& from);

// Grows with every change of numbers, tokens, roles and organizations.
std::int64_t setup_version(const Reader& from);

}  // namespace parley
