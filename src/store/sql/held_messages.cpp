#include "store/sql/held_messages.h"

#include <algorithm>
#include <tuple>

namespace parley::sql {

std::int64_t HeldMessages::hand_over(bool descending, std::int64_t skip, std::int64_t limit, Sink sink) {
  std::sort(held_.begin(), held_.end(), [descending](const Held& a, const Held& b) {
    const auto& first = descending ? b.row : a.row;
    const auto& second = descending ? a.row : b.row;
    return std::tie(first.at, first.key) < std::tie(second.at, second.key);
  });
  const auto first = std::min(skip, std::ssize(held_));
  const auto last = first + std::min(limit, std::ssize(held_) - first);
  std::for_each(held_.begin() + first, held_.begin() + last,
                [&](const Held& held) { sink(held.row, held.found); });
  return last - first;
}

}  // namespace parley::sql
