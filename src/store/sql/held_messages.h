#pragma once
// Rows of a page that are read in another order than they are handed over in.

#include "base/function_ref.h"
#include "store/conversations.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace parley::sql {

class HeldMessages {
 public:
  using Sink = FunctionRef<void(const MessageRow&, const FoundMessage&)>;

  void take(const MessageRow& row, const FoundMessage& found);
  // Forgets the last that were taken.
  void drop_last(std::int64_t count) { held_.erase(held_.end() - count, held_.end()); }
  // Sorted by (at, key); without the first `skip`, then `limit` at most. Gives how many those were.
  std::int64_t hand_over(bool descending, std::int64_t skip, std::int64_t limit, Sink sink);

 private:
  struct Held {
    MessageRow row;
    FoundMessage found;
    std::unique_ptr<char[]> texts;  // what the row's views are of
  };
  std::vector<Held> held_;
};

}  // namespace parley::sql
