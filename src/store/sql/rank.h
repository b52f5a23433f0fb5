#pragma once
// Where the n-th row of a sorted list is, without walking to it: the list is cut into blocks whose rows are counted by
// kind. Small lists have no blocks; their owner's tally is enough.

#include "base/function_ref.h"
#include "store/sql/connection.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <optional>
#include <string>

namespace parley::sql {

// A row's place in its list: the list is sorted by (at, tie), tie bytewise.
struct Place {
  std::int64_t at = 0;
  std::string tie;
  auto operator<=>(const Place&) const = default;
};

struct RankList {
  std::int64_t organization = 0;
  std::int64_t list = 0;
};

// Hands the rows of the list from `from` on (inclusive), in order, until it is told false.
using WalkRow = FunctionRef<bool(std::int64_t at, std::string_view tie, std::string_view kind)>;
using Walk = FunctionRef<void(const Place& from, WalkRow row)>;

// Above this many rows a list gets blocks; above twice as many a block is split.
inline constexpr std::int64_t block_rows = 256;

// Cuts a list that has no blocks; gives their number.
std::int64_t build_blocks(Connection& db, RankList list, Walk walk);
void drop_blocks(Connection& db, RankList list);

// A row of `kind` came (+1) to or left (-1) `place`; the walk must see the list as it is afterwards. Gives by how
// many the number of blocks changed.
std::int64_t change_rank(Connection& db, RankList list, const Place& place, std::string_view kind, int by,
                         Walk walk);

// A list as its owner keeps it.
struct Ranked {
  RankList list;
  std::int64_t blocks = 0;
  std::string tally;  // packed
};

// Where a page of the rows of the wanted kinds begins: skip that many of them from `from`, which is inclusive when
// ascending and exclusive when descending.
struct PageStart {
  std::int64_t total = 0;  // of the wanted kinds; nothing is looked for from there on
  Place from;
  std::int64_t skip = 0;
};
using WantedKind = FunctionRef<bool(std::string_view kind)>;
PageStart find_page(Connection& db, const Ranked& ranked, std::int64_t offset, bool descending,
                    WantedKind wanted);

}  // namespace parley::sql
