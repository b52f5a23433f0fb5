#pragma once
// Questions that are answered by one value.

#include "store/sql/connection.h"

#include <cstdint>

namespace parley::sql {

template <class... Values>
bool exists(Connection& db, const Query& query, const Values&... values) {
  return db.rows(query, values...).next();
}

// The first column of the first row; 0 where there is no row.
template <class... Values>
std::int64_t first_integer(Connection& db, const Query& query, const Values&... values) {
  auto rows = db.rows(query, values...);
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace parley::sql
