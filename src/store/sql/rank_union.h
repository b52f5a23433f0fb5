#pragma once
// The n-th row of several ranked lists taken together. For rank_find.cpp.

#include "store/sql/rank_find.h"

namespace parley::sql {

std::optional<Place> nth_of_union(Connection& db, std::span<const Ranked> lists, std::int64_t index,
                                  WantedKind wanted, WalkOf walk);

}  // namespace parley::sql
