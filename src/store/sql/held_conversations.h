#pragma once
// Rows of several numbers of ours, which are put in order before they are handed over.

#include "store/row_texts.h"
#include "store/sql/whole_conversations.h"

#include <vector>

namespace parley::sql {

class HeldConversations {
 public:
  void take(const WholeConversation& whole);
  // Sorted by (last activity, number).
  void hand_over(bool descending, WholeSink sink);

 private:
  RowTexts texts_;
  std::vector<WholeConversation> held_;
};

}  // namespace parley::sql
