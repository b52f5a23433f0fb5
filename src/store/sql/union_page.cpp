// The blocks of one list say exactly how many rows lie beyond each of their beginnings. For the other lists that place
// falls within a block, whose rows are counted then. So the place is chosen by what the blocks say at most, and only the
// one chosen is counted exactly.

#include "store/sql/union_page.h"

#include <algorithm>
#include <limits>

namespace parley::sql {
namespace {

constexpr std::int64_t first_at = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t last_at = std::numeric_limits<std::int64_t>::max();

constexpr Query blocks_of{
    "SELECT from_at, from_tie, tally FROM rank_block WHERE organization = $1 AND list = $2 "
    "ORDER BY from_at, from_tie"};

struct Block {
  Place from;
  std::int64_t before = 0;  // wanted rows of this list in the blocks below
  std::int64_t rows = 0;    // wanted ones
};

struct Blocks {
  std::vector<Block> all;  // upwards; one block for a list without any
  std::int64_t total = 0;

  // The block that holds a place.
  [[nodiscard]] std::size_t at(const Place& place) const {
    const auto above = std::upper_bound(all.begin(), all.end(), place,
                                        [](const Place& p, const Block& block) { return p < block.from; });
    return above == all.begin() ? 0 : static_cast<std::size_t>(above - all.begin()) - 1;
  }
};

Blocks read_blocks(Connection& db, const Ranked& ranked, WantedKind wanted) {
  Blocks blocks;
  blocks.total = Tally::count(ranked.tally, wanted);
  if (ranked.blocks == 0) {
    blocks.all.push_back({.from = {first_at, ""}, .before = 0, .rows = blocks.total});
    return blocks;
  }
  auto rows = db.rows(blocks_of, ranked.list.organization, ranked.list.list);
  std::int64_t before = 0;
  while (rows.next()) {
    const auto in_block = Tally::count(rows.text(2), wanted);
    blocks.all.push_back(
        {.from = {rows.integer(0), std::string(rows.text(1))}, .before = before, .rows = in_block});
    before += in_block;
  }
  return blocks;
}

// The most wanted rows that can lie on the near side of `place`: below it when ascending, else from it on.
std::int64_t most_before(const std::vector<Blocks>& lists, const Place& place, bool descending) {
  std::int64_t sum = 0;
  for (const auto& list : lists) {
    const auto& block = list.all[list.at(place)];
    const bool is_edge = block.from == place;
    if (descending) {
      sum += list.total - block.before;
    } else {
      sum += block.before + (is_edge ? 0 : block.rows);
    }
  }
  return sum;
}

}  // namespace

UnionStart find_union_page(Connection& db, std::span<const Ranked> ranked, std::int64_t offset,
                           bool descending, WantedKind wanted, CountBetween count) {
  UnionStart start{.total = 0, .from = {descending ? last_at : first_at, ""}, .skip = offset};
  std::vector<Blocks> lists;
  std::vector<Place> edges;
  for (const auto& one : ranked) {
    lists.push_back(read_blocks(db, one, wanted));
    start.total += lists.back().total;
    for (const auto& block : lists.back().all) edges.push_back(block.from);
  }
  if (offset <= 0 || offset >= start.total) return start;

  std::sort(edges.begin(), edges.end());
  if (descending) std::reverse(edges.begin(), edges.end());
  // The sums grow along the way: the last edge that is surely not too far.
  const auto too_far = std::partition_point(edges.begin(), edges.end(), [&](const Place& edge) {
    return most_before(lists, edge, descending) <= offset;
  });
  if (too_far == edges.begin()) return start;
  start.from = *(too_far - 1);

  std::int64_t before = 0;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto& list = lists[i];
    const auto at = list.at(start.from);
    const auto& block = list.all[at];
    const auto below = block.before + (block.from == start.from ? 0 : count(i, block.from, start.from));
    before += descending ? list.total - below : below;
  }
  start.skip = offset - before;
  return start;
}

}  // namespace parley::sql
