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

// Where to start reading for the row `offset` (from 0) of the wanted kinds: skip that many wanted rows from `from`,
// which is inclusive when ascending and exclusive when descending; nothing: from the list's end.
struct Start {
  std::optional<Place> from;
  std::int64_t skip = 0;
};
using WantedKind = FunctionRef<bool(std::string_view kind)>;
Start locate(Connection& db, RankList list, std::int64_t offset, std::int64_t total, bool descending,
             WantedKind wanted);

}  // namespace parley::sql
