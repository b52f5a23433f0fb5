#pragma once
// What belongs to several rows at once, by one statement for fifty of them: "… WHERE organization = $1 AND x IN ($2, …,
// $51)".

#include "store/sql/connection.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace parley::sql {

inline constexpr std::size_t many = 50;

// Hands `take` the statement's rows, one after the other. No id is 0.
template <class AnyId, class Take>
void each_of_many(Connection& db, const Query& query, std::int64_t organization, std::span<const AnyId> ids,
                  const Take& take) {
  while (!ids.empty()) {
    const auto some = ids.first(std::min(many, ids.size()));
    ids = ids.subspan(some.size());
    std::array<std::int64_t, many> values{};
    std::transform(some.begin(), some.end(), values.begin(), [](AnyId id) { return id.value; });
    auto rows = std::apply([&](auto... each) { return db.rows(query, organization, each...); }, values);
    while (rows.next()) take(rows);
  }
}

}  // namespace parley::sql
