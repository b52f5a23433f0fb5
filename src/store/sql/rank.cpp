#include "store/sql/rank.h"

#include <limits>
#include <vector>

namespace parley::sql {
namespace {

constexpr std::int64_t first_at = std::numeric_limits<std::int64_t>::min();

constexpr Query insert_block{
    "INSERT INTO rank_block (organization, list, from_at, from_tie, rows, tally) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Query update_block{
    "UPDATE rank_block SET rows = $5, tally = $6 "
    "WHERE organization = $1 AND list = $2 AND from_at = $3 AND from_tie = $4"};
constexpr Query delete_block{
    "DELETE FROM rank_block WHERE organization = $1 AND list = $2 AND from_at = $3 AND from_tie = $4"};
constexpr Query delete_blocks{"DELETE FROM rank_block WHERE organization = $1 AND list = $2"};
constexpr Query block_of{
    "SELECT from_at, from_tie, rows, tally FROM rank_block WHERE organization = $1 AND list = $2 "
    "AND (from_at, from_tie) <= ($3, $4) ORDER BY from_at DESC, from_tie DESC LIMIT 1"};
constexpr Query blocks_up{
    "SELECT from_at, from_tie, rows, tally FROM rank_block WHERE organization = $1 AND list = $2 "
    "ORDER BY from_at, from_tie"};
constexpr Query blocks_down{
    "SELECT from_at, from_tie, rows, tally FROM rank_block WHERE organization = $1 AND list = $2 "
    "ORDER BY from_at DESC, from_tie DESC"};

struct Block {
  Place from;
  std::int64_t rows = 0;
  Tally tally;
};

void insert(Connection& db, RankList list, const Block& block) {
  db.run(insert_block, list.organization, list.list, block.from.at, block.from.tie, block.rows,
         Blob{block.tally.packed()});
}

void update(Connection& db, RankList list, const Block& block) {
  db.run(update_block, list.organization, list.list, block.from.at, block.from.tie, block.rows,
         Blob{block.tally.packed()});
}

// Leaves the lower half of the rows in `block` and puts the others into one behind it.
void split(Connection& db, RankList list, Block& block, Walk walk) {
  Block lower{.from = block.from, .rows = 0, .tally = {}};
  std::optional<Block> upper;
  const auto half = block.rows / 2;
  std::int64_t seen = 0;
  walk(block.from, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
    if (seen == half) upper = Block{.from = {at, std::string(tie)}, .rows = 0, .tally = {}};
    Block& into = upper ? *upper : lower;
    ++into.rows;
    into.tally.add(kind, 1);
    return ++seen < block.rows;
  });
  update(db, list, lower);
  if (upper) insert(db, list, *upper);
}

// One pass over the blocks from one end, until the one that holds the `index`-th wanted row from that end.
struct Found {
  Place from;
  std::optional<Place> until;  // where the next block begins
  std::int64_t before = 0;     // wanted rows nearer to that end
  std::int64_t wanted = 0;     // in this block
};

std::optional<Found> find(Connection& db, RankList list, std::int64_t index, bool descending,
                          WantedKind wanted) {
  auto rows = db.rows(descending ? blocks_down : blocks_up, list.organization, list.list);
  std::int64_t before = 0;
  std::optional<Place> above;  // the block met last, when descending
  while (rows.next()) {
    Place from{rows.integer(0), std::string(rows.text(1))};
    const auto in_block = Tally::count(rows.text(3), wanted);
    if (before + in_block > index) {
      if (!descending && rows.next()) above = Place{rows.integer(0), std::string(rows.text(1))};
      return Found{.from = std::move(from), .until = std::move(above), .before = before, .wanted = in_block};
    }
    before += in_block;
    if (descending) above = std::move(from);
  }
  return std::nullopt;
}

}  // namespace

std::int64_t build_blocks(Connection& db, RankList list, Walk walk) {
  std::vector<Block> blocks;
  blocks.push_back({.from = {first_at, ""}, .rows = 0, .tally = {}});
  walk({first_at, ""}, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
    if (blocks.back().rows == block_rows)
      blocks.push_back({.from = {at, std::string(tie)}, .rows = 0, .tally = {}});
    ++blocks.back().rows;
    blocks.back().tally.add(kind, 1);
    return true;
  });
  for (const auto& block : blocks) insert(db, list, block);
  return std::ssize(blocks);
}

void drop_blocks(Connection& db, RankList list) { db.run(delete_blocks, list.organization, list.list); }

std::int64_t change_rank(Connection& db, RankList list, const Place& place, std::string_view kind, int by,
                         Walk walk) {
  Block block;
  {
    auto rows = db.rows(block_of, list.organization, list.list, place.at, place.tie);
    if (!rows.next()) throw std::runtime_error("a list has lost its first block");
    block = {.from = {rows.integer(0), std::string(rows.text(1))},
             .rows = rows.integer(2) + by,
             .tally = Tally::read(rows.text(3))};
  }
  block.tally.add(kind, by);
  if (block.rows > 2 * block_rows) {
    split(db, list, block, walk);
    return 1;
  }
  if (block.rows <= 0 && block.from.at != first_at) {
    db.run(delete_block, list.organization, list.list, block.from.at, block.from.tie);
    return -1;
  }
  update(db, list, block);
  return 0;
}

PageStart find_page(Connection& db, const Ranked& ranked, std::int64_t offset, bool descending,
                    WantedKind wanted) {
  constexpr auto last_at = std::numeric_limits<std::int64_t>::max();
  PageStart start{.total = Tally::count(ranked.tally, wanted),
                  .from = {descending ? last_at : first_at, ""},
                  .skip = offset};
  if (offset <= 0 || offset >= start.total || ranked.blocks == 0) return start;

  const bool from_far_end = offset > start.total / 2;
  const auto index = from_far_end ? start.total - 1 - offset : offset;
  auto found = find(db, ranked.list, index, descending != from_far_end, wanted);
  if (!found) return start;

  const auto skip_near = index - found->before;
  start.skip = from_far_end ? found->wanted - 1 - skip_near : skip_near;
  if (!descending) start.from = std::move(found->from);
  if (descending && found->until) start.from = *std::move(found->until);
  return start;
}

}  // namespace parley::sql
