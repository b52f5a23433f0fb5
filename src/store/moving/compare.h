#pragma once
// One table of both stores, walked in the order of its key: what the target lacks is added, what the source has not is
// removed, what differs is both.

#include "store/move.h"
#include "store/moving/side.h"

namespace parley::moving {

struct Compared {
  MovedTable table;  // as both were read, before anything was changed
  std::int64_t written = 0, removed = 0;
};

// `looked_at` is called now and then with how many rows of the source were looked at since it was called last.
Compared compare(Source& source, Target& target, const Table& table,
                 const std::function<void(std::int64_t)>& looked_at);

}  // namespace parley::moving
