#include "store/sql/rank_find.h"

#include "store/sql/rank_blocks.h"
#include "store/sql/rank_union.h"

namespace parley::sql {
namespace {

// From a block's stretch to the one of its parts, a level below, that holds the row with `index` wanted ones before it
// in the block. `rows`: how many the block has. Reads from the nearer end.
bool descend(RankBlocks& blocks, std::int64_t level, Stretch& stretch, std::int64_t& index,
             std::int64_t& rows, WantedKind wanted) {
  const bool is_down = index > rows / 2;
  auto skip = is_down ? rows - 1 - index : index;
  auto found = is_down ? blocks.down(level, stretch) : blocks.up(level, stretch);
  while (found.next()) {
    const auto here = Tally::count(found.text(3), wanted);
    Place from{found.integer(0), std::string(found.text(1))};
    if (skip >= here) {
      skip -= here;
      if (is_down) stretch.until = std::move(from);
      continue;
    }
    stretch.from = std::move(from);
    if (!is_down && found.next()) stretch.until = {found.integer(0), std::string(found.text(1))};
    index = is_down ? here - 1 - skip : skip;
    rows = here;
    return true;
  }
  return false;
}

std::optional<Place> nth_of_one(Connection& db, const Ranked& list, std::int64_t index, WantedKind wanted,
                                Walk walk) {
  const auto all = Tally::count(list.tally, wanted);
  if (index < 0 || index >= all) return std::nullopt;
  const auto tail = tail_of(list);
  auto rows = all - Tally::count(tail.tally, wanted);  // in blocks
  Stretch stretch;
  if (index >= rows) {
    index -= rows;
    stretch.from = tail.from;
  } else {
    stretch.until = tail.from;
    RankBlocks blocks(db, list.list);
    for (auto level = list.levels - 1; level >= 0; --level) {
      if (!descend(blocks, level, stretch, index, rows, wanted)) return std::nullopt;
    }
  }
  std::optional<Place> found;
  walk(stretch, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
    if (!wanted(kind) || index-- > 0) return true;
    found = Place{at, std::string(tie)};
    return false;
  });
  return found;
}

// Sums up what lies before a place, by a tally at a time or a row.
struct Counting {
  using Sum = std::int64_t;
  WantedKind wanted;

  [[nodiscard]] Sum of(std::string_view packed) const { return Tally::count(packed, wanted); }
  static void add(Sum& sum, const Sum& more) { sum += more; }
  static void take(Sum& sum, const Sum& less) { sum -= less; }
  void row(Sum& sum, std::string_view kind) const { sum += wanted(kind) ? 1 : 0; }
};
struct Tallying {
  using Sum = Tally;

  static Sum of(std::string_view packed) { return Tally::read(packed); }
  static void add(Sum& sum, const Sum& more) { sum.add(more); }
  static void take(Sum& sum, const Sum& less) { sum.take(less); }
  static void row(Sum& sum, std::string_view kind) { sum.add(kind, 1); }
};

template <class How>
typename How::Sum before_in_one(Connection& db, const Ranked& list, const Place& place, const How& how,
                                Walk walk) {
  const auto tail = tail_of(list);
  RankBlocks blocks(db, list.list);
  Stretch stretch;
  typename How::Sum before{};
  if (place >= tail.from) {
    stretch.from = tail.from;
    before = how.of(list.tally);
    how.take(before, how.of(tail.tally));
  }
  for (auto level = place < tail.from ? list.levels - 1 : -1; level >= 0; --level) {
    auto rows = blocks.up(level, stretch);
    typename How::Sum here{};
    while (rows.next()) {
      Place from{rows.integer(0), std::string(rows.text(1))};
      if (place < from) {
        stretch.until = std::move(from);
        break;
      }
      how.add(before, here);
      here = how.of(rows.text(3));
      stretch.from = std::move(from);
    }
  }
  stretch.until = place;
  walk(stretch, [&](std::int64_t, std::string_view, std::string_view kind) {
    how.row(before, kind);
    return true;
  });
  return before;
}

Tally tally_before(Connection& db, const Ranked& list, const Place& place, Walk walk) {
  if (place == first_place()) return {};
  if (place == last_place()) return Tally::read(list.tally);
  return before_in_one(db, list, place, Tallying{}, walk);
}

}  // namespace

std::int64_t count_rows(std::span<const Ranked> lists, WantedKind wanted) {
  std::int64_t rows = 0;
  for (const auto& list : lists) rows += Tally::count(list.tally, wanted);
  return rows;
}

std::int64_t rows_before(Connection& db, std::span<const Ranked> lists, const Place& place, WantedKind wanted,
                         WalkOf walk) {
  if (place == first_place()) return 0;
  if (place == last_place()) return count_rows(lists, wanted);
  std::int64_t before = 0;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto walk_one = [&](const Stretch& stretch, WalkRow row) { walk(i, stretch, row); };
    before += before_in_one(db, lists[i], place, Counting{wanted}, walk_one);
  }
  return before;
}

std::int64_t rows_within(Connection& db, std::span<const Ranked> lists, const Stretch& stretch,
                         WantedKind wanted, WalkOf walk) {
  if (stretch.from >= stretch.until) return 0;
  return rows_before(db, lists, stretch.until, wanted, walk) -
         rows_before(db, lists, stretch.from, wanted, walk);
}

Tally tally_within(Connection& db, const Ranked& list, const Stretch& stretch, Walk walk) {
  if (stretch.from >= stretch.until) return {};
  auto tally = tally_before(db, list, stretch.until, walk);
  tally.take(tally_before(db, list, stretch.from, walk));
  return tally;
}

std::optional<Place> nth_row(Connection& db, std::span<const Ranked> lists, std::int64_t index,
                             WantedKind wanted, WalkOf walk) {
  if (lists.size() != 1) return nth_of_union(db, lists, index, wanted, walk);
  const auto walk_one = [&](const Stretch& stretch, WalkRow row) { walk(0, stretch, row); };
  return nth_of_one(db, lists[0], index, wanted, walk_one);
}

std::optional<Stretch> skip_rows(Connection& db, std::span<const Ranked> lists, const Stretch& stretch,
                                 std::int64_t rows, bool descending, WantedKind wanted, WalkOf walk) {
  if (stretch.from >= stretch.until) return std::nullopt;
  if (rows <= 0) return stretch;
  if (descending) {
    const auto end = rows_before(db, lists, stretch.until, wanted, walk);
    auto until = nth_row(db, lists, end - rows, wanted, walk);
    if (!until || *until <= stretch.from) return std::nullopt;
    return Stretch{.from = stretch.from, .until = *std::move(until)};
  }
  const auto begin = rows_before(db, lists, stretch.from, wanted, walk);
  auto from = nth_row(db, lists, begin + rows, wanted, walk);
  if (!from || *from >= stretch.until) return std::nullopt;
  return Stretch{.from = *std::move(from), .until = stretch.until};
}

RankedPage find_page(Connection& db, const Ranked& list, const Stretch& within, std::int64_t offset,
                     std::int64_t limit, bool descending, WantedKind wanted, Walk walk) {
  const std::span one(&list, 1);
  RankedPage page{.total = count_rows(one, wanted), .stretches = {}};
  if (offset >= page.total) return page;
  const auto walk_it = [&](std::size_t, const Stretch& stretch, WalkRow row) { walk(stretch, row); };
  const auto rest = skip_rows(db, one, within, offset, descending, wanted, walk_it);
  if (rest) page.stretches = stretches(db, list, *rest, limit, descending, wanted);
  return page;
}

}  // namespace parley::sql
