#pragma once
// A read receipt by Meta's id of a message, as the APIs that are made like Meta's have them.

#include "domain/conversation.h"
#include "domain/draft.h"
#include "store/read_marks.h"

#include <optional>

namespace parley {

// Marks the message and all before it as read here. Gives what Meta may be told; nothing, and nothing is changed, where the
// number has no such message of a person's, or its conversation is deleted.
std::optional<ReadUpTo> mark_received(Transaction& in, const Sender& sender, const ReadMark& mark);

}  // namespace parley
