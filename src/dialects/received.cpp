#include "dialects/received.h"

#include "store/conversations.h"

namespace parley {

std::optional<ReadUpTo> mark_received(Transaction& in, const Sender& sender, const ReadMark& mark) {
  const auto key = message_of_wamid(in, sender, mark.wamid);
  std::optional<ReadUpTo> read;
  const auto look = [&](const MessageRow& row, const FoundMessage& found) {
    const bool is_theirs = row.direction == Direction::inbound && found.sender == sender.id &&
                           found.status != ConversationStatus::deleted;
    if (is_theirs) read = {.conversation = found.conversation, .message = row.key, .typing = mark.typing};
  };
  if (key) message(in, sender.organization, *key, look);
  if (read) mark_read(in, sender.organization, read->conversation, *read->message);
  return read;
}

}  // namespace parley
