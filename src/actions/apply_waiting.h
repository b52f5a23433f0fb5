#pragma once
// Bodies that came before their number was known are applied once it is: a few in a transaction, so that others write
// in between and little is held in memory. It may be broken off anywhere; whoever calls it next goes on.

#include "store/store.h"

#include <cstdint>
#include <functional>
#include <string>

namespace parley::actions {

// A body as it was received, and when: meta::parse_webhook.
using Parse = std::function<std::optional<Facts>(std::string_view body, Timestamp received)>;

struct AppliedWaiting {
  std::int64_t applied = 0;  // bodies; of one that is for other numbers too, its part
  std::int64_t failed = 0;   // bodies that could not be applied; they wait on
  std::string why;           // of the first that failed
};

// For all numbers that are known. Throws where the storage takes no writes, or too much waits for it.
Task<AppliedWaiting> apply_waiting(Store& store, Parse parse);

}  // namespace parley::actions
