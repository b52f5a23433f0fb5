#pragma once
// Rows of a page that are read in another order than they are handed over in.

#include "base/function_ref.h"
#include "store/row_texts.h"

#include <cstdint>
#include <vector>

namespace parley::sql {

class HeldMessages {
 public:
  using Sink = FunctionRef<void(const MessageRow&, const FoundMessage&)>;

  void take(const MessageRow& row, const FoundMessage& found) { held_.push_back({texts_.kept(row), found}); }
  // Forgets the last that were taken.
  void drop_last(std::int64_t count) { held_.erase(held_.end() - count, held_.end()); }
  // Sorted by (at, key); without the first `skip`, then `limit` at most. Gives how many those were.
  std::int64_t hand_over(bool descending, std::int64_t skip, std::int64_t limit, Sink sink);

 private:
  struct Held {
    MessageRow row;
    FoundMessage found;
  };
  RowTexts texts_;
  std::vector<Held> held_;
};

}  // namespace parley::sql
