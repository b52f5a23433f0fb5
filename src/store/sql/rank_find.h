#pragma once
// Where the rows of a page are: in one ranked list, or in several that are sorted alike, taken together. Each question
// reads some tens of blocks a level of each list, and the rows of a block or two.

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace parley::sql {

// Hands on the rows of a stretch of the list at that index.
using WalkOf = FunctionRef<void(std::size_t list, const Stretch& stretch, WalkRow row)>;

// How many rows of the wanted kinds the lists hold.
std::int64_t count_rows(std::span<const Ranked> lists, WantedKind wanted);
// The same before `place`, and within a stretch.
std::int64_t rows_before(Connection& db, std::span<const Ranked> lists, const Place& place, WantedKind wanted,
                         WalkOf walk);
std::int64_t rows_within(Connection& db, std::span<const Ranked> lists, const Stretch& stretch,
                         WantedKind wanted, WalkOf walk);
// How many rows of each kind a stretch of one list holds.
Tally tally_within(Connection& db, const Ranked& list, const Stretch& stretch, Walk walk);

// The place of the wanted row that has `index` others before it; nothing where there is none.
std::optional<Place> nth_row(Connection& db, std::span<const Ranked> lists, std::int64_t index,
                             WantedKind wanted, WalkOf walk);

// What is left of a stretch when that many wanted rows are skipped, from its end when descending; nothing where no row
// is left.
std::optional<Stretch> skip_rows(Connection& db, std::span<const Ranked> lists, const Stretch& stretch,
                                 std::int64_t rows, bool descending, WantedKind wanted, WalkOf walk);

// The parts of a stretch in which the next `rows` wanted rows are, or all where there are fewer, in the order they are
// to be read: what lies between has none of them. Without it a page of a rare kind would read the whole list.
std::vector<Stretch> stretches(Connection& db, const Ranked& list, const Stretch& stretch, std::int64_t rows,
                               bool descending, WantedKind wanted);

// A page of one list.
struct RankedPage {
  std::int64_t total = 0;  // of the wanted kinds
  std::vector<Stretch> stretches;
};
// `within`: where the page counts from; the total is of the whole list.
RankedPage find_page(Connection& db, const Ranked& list, const Stretch& within, std::int64_t offset,
                     std::int64_t limit, bool descending, WantedKind wanted, Walk walk);

}  // namespace parley::sql
