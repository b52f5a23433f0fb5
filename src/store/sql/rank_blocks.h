#pragma once
// The blocks of one ranked list as their table holds them. Level 0 is of rows, each other one of the blocks below. The
// first block of each level begins at first_place(), and every block where its first part does; the last one reaches to
// the tail. For rank*.cpp only.

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace parley::sql {

struct Block {
  Place from;
  std::int64_t parts = 0;
  Tally tally;  // of all rows below
};

class RankBlocks {
 public:
  RankBlocks(Connection& db, RankList list) : db_(db), list_(list) {}

  // The block that a place belongs to.
  Block holding(std::int64_t level, const Place& place);
  // The same for each place; worth it where many are looked for at once.
  [[nodiscard]] bool looks_ahead() const { return db_.looks_ahead(); }
  std::vector<Block> holding_all(std::int64_t level, const std::vector<Place>& places);
  // The neighbours of the block that begins there.
  std::optional<Block> next(std::int64_t level, const Place& from);
  std::optional<Block> previous(std::int64_t level, const Place& from);
  // Where the block that begins there ends.
  Place end(std::int64_t level, const Place& from);
  std::int64_t count(std::int64_t level);
  // The blocks that begin in the stretch, at most so many, upwards.
  std::vector<Block> some(std::int64_t level, const Stretch& stretch, std::int64_t most);

  // The same as rows from either end, at most so many. Columns: from_at, from_tie, parts, tally. Of one RankBlocks or
  // another, only one such answer can be read at a time for each direction.
  Rows up(std::int64_t level, const Stretch& stretch, std::int64_t most = 1'000'000);
  Rows down(std::int64_t level, const Stretch& stretch, std::int64_t most = 1'000'000);

  void insert(std::int64_t level, const Block& block);
  void update(std::int64_t level, const Block& block);
  void erase(std::int64_t level, const Place& from);
  void erase_level(std::int64_t level);
  void erase_all();

 private:
  Connection& db_;
  RankList list_;
};

}  // namespace parley::sql
