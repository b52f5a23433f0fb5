#pragma once
// Keeps the texts of rows that outlive the call which handed them over.

#include "store/contacts.h"
#include "store/conversations.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace parley {

class RowTexts {
 public:
  // The same rows, whose views live as long as this does.
  ConversationRow kept(ConversationRow row);
  MessageRow kept(MessageRow row);
  ContactRow kept(ContactRow row);

 private:
  void keep(std::string_view& text);

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace parley
