#pragma once
// A ranked list: rows sorted by (at, tie), each of a kind. It is cut into blocks that are counted by kind, these into
// blocks of blocks, level upon level until few are left, so that the n-th row of some kinds is found by reading some
// tens of blocks, however long the list is. The newest rows are in no block: its owner counts them beside the tally of the
// whole list, so that what comes at the end costs no block. A short list is such a tail alone.
// Why so: docs/decisions/2026-11-21-counted-blocks.md.

#include "base/function_ref.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace parley::sql {

// A row's place in its list; `tie` is compared bytewise. No two rows share one.
struct Place {
  std::int64_t at = 0;
  std::string tie;
  auto operator<=>(const Place&) const = default;
};
inline Place first_place() { return {std::numeric_limits<std::int64_t>::min(), ""}; }
inline Place last_place() { return {std::numeric_limits<std::int64_t>::max(), ""}; }  // behind all rows

// A part of a list: from `from` on, up to and without `until`.
struct Stretch {
  Place from = first_place();
  Place until = last_place();
};

// A sender's id is below every conversation's, which holds its organization above 31 bits.
struct RankList {
  std::int64_t organization = 0;
  std::int64_t list = 0;
  auto operator<=>(const RankList&) const = default;
};
inline RankList contacts_of(std::int64_t organization) { return {organization, 0}; }
inline RankList conversations_of(std::int64_t organization, std::int64_t sender) {
  return {organization, sender};
}
inline RankList messages_of_sender(std::int64_t organization, std::int64_t sender) {
  return {organization, -sender};
}
inline RankList messages_of(std::int64_t organization, std::int64_t conversation) {
  return {organization, conversation};
}

// Hands on the rows of a stretch upwards until it is told false.
using WalkRow = FunctionRef<bool(std::int64_t at, std::string_view tie, std::string_view kind)>;
using Walk = FunctionRef<void(const Stretch& stretch, WalkRow row)>;

using WantedKind = FunctionRef<bool(std::string_view kind)>;

// A list as its owner keeps it.
struct Ranked {
  RankList list;
  std::int64_t levels = 0;  // of blocks; 0: none
  std::string tally;        // packed; of all its rows
  std::string tail;         // packed; empty where there are no blocks
};

// Where the rows begin that are in no block, and their tally.
struct Tail {
  Place from = first_place();
  std::string_view tally;  // packed
};
// Lives as long as what it is read from.
Tail tail_of(const Ranked& ranked);
Tail read_tail(std::string_view packed);
std::string packed_tail(const Tail& tail);

// The most parts of a block: rows, or blocks of the level below. With more it is cut, with less than a quarter it joins a
// neighbour. So many rows may be in the tail too, and so many blocks on the highest level.
inline constexpr std::int64_t most_rows = 128;
inline constexpr std::int64_t most_blocks = 32;
constexpr std::int64_t most_parts(std::int64_t level) { return level == 0 ? most_rows : most_blocks; }

}  // namespace parley::sql
