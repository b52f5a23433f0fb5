#include "store/sql/held_conversations.h"

#include <algorithm>
#include <utility>

namespace parley::sql {

void HeldConversations::take(const WholeConversation& whole) {
  auto& held = held_.emplace_back(WholeConversation{.row = texts_.kept(whole.row)});
  if (whole.contact) held.contact = texts_.kept(*whole.contact);
  if (whole.newest) held.newest = texts_.kept(*whole.newest);
}

void HeldConversations::hand_over(bool descending, WholeSink sink) {
  const auto place = [](const WholeConversation& whole) {
    const auto at = whole.row.last_message_at;
    return std::pair(at ? to_millis(*at) : 0, whole.row.number);
  };
  std::sort(held_.begin(), held_.end(), [&](const WholeConversation& a, const WholeConversation& b) {
    return descending ? place(a) > place(b) : place(a) < place(b);
  });
  std::for_each(held_.begin(), held_.end(), sink);
}

}  // namespace parley::sql
