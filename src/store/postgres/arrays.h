#pragma once
// Columns of rows as PostgreSQL's arrays, so that one statement takes any number of rows.

#include "store/moving/rows.h"
#include "store/postgres/link.h"

#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

// Words for a column's type, and its types as numbers.
std::string_view type_of(moving::Kind kind);
Oid oid_of(moving::Kind kind);

// Values $1, $2 … of a statement; the bytes are theirs.
class RowArrays {
 public:
  // One array for each of the rows' columns.
  RowArrays(const moving::Table& table, const moving::Rows& rows);
  [[nodiscard]] Values values() const;

 private:
  std::vector<Oid> types_;
  std::vector<std::string> arrays_;
};

}  // namespace parley::postgres
