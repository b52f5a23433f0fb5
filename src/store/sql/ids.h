#pragma once
// Ids that are given once and never again, also behind a deletion.

#include "store/sql/answers.h"

#include <string_view>

namespace parley::sql {

// The next of the counter of that name.
inline std::int64_t next_id(Connection& db, std::string_view counter) {
  static constexpr Query grow{
      "INSERT INTO counter (name, value) VALUES ($1, 1) "
      "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"};
  return first_integer(db, grow, counter);
}

}  // namespace parley::sql
