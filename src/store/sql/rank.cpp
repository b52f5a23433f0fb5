#include "store/sql/rank.h"

#include "store/sql/packed.h"

#include <algorithm>

namespace parley::sql {

Tail tail_of(const Ranked& ranked) {
  if (ranked.levels == 0) return {.from = first_place(), .tally = ranked.tally};
  return read_tail(ranked.tail);
}

Tail read_tail(std::string_view packed) {
  Tail tail;
  tail.from.at = static_cast<std::int64_t>(take_varint(packed));
  const auto length = std::min<std::size_t>(take_varint(packed), packed.size());
  tail.from.tie = packed.substr(0, length);
  tail.tally = packed.substr(length);
  return tail;
}

std::string packed_tail(const Tail& tail) {
  std::string packed;
  append_varint(packed, static_cast<std::uint64_t>(tail.from.at));
  append_varint(packed, tail.from.tie.size());
  packed += tail.from.tie;
  packed += tail.tally;
  return packed;
}

}  // namespace parley::sql
