#pragma once
// The planner's statistics of a store that is young. PostgreSQL gathers them by itself, but once a minute; what was prepared
// before goes on as if its tables were empty, where one index is as good as another, and each look-up of a store that is
// being filled walks all of its organization.

#include "store/sql/connection.h"

#include <cstdint>

namespace parley::postgres {

// Has the statistics gathered of all tables that have changed by a fifth since that was done last. In a transaction.
void gather_statistics(sql::Connection& db);

// When that is due: when this process has changed four times as much as the time before, up to where once a minute is soon
// enough. Used by one thread.
class GrowthWatch {
 public:
  // Rows, or statements, that were changed and committed since the last call. Whether it is due now.
  bool is_due(std::int64_t changes) {
    seen_ += changes;
    if (seen_ < next_ || next_ > last) return false;
    while (next_ <= seen_ && next_ <= last) next_ *= 4;
    return true;
  }

 private:
  static constexpr std::int64_t first = 500, last = 5'000'000;

  std::int64_t seen_ = 0, next_ = first;
};

}  // namespace parley::postgres
