#pragma once
// A page of several ranked lists taken together, each in the same order: where each of them is to be read from.

#include "store/sql/rank.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace parley::sql {

struct UnionStart {
  std::int64_t total = 0;  // of the wanted kinds, in all lists; nothing is looked for from there on
  Place from;              // for all lists: inclusive when ascending, exclusive when descending
  std::int64_t skip = 0;   // of what the lists hold together from there on
};

// Gives how many wanted rows of the list lie in [from, until).
using CountBetween = FunctionRef<std::int64_t(std::size_t list, const Place& from, const Place& until)>;

// `count` is asked for pieces of at most two blocks of each list but one.
UnionStart find_union_page(Connection& db, std::span<const Ranked> lists, std::int64_t offset,
                           bool descending, WantedKind wanted, CountBetween count);

}  // namespace parley::sql
