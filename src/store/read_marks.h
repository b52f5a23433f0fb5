#pragma once
// What Meta is told of reading: that a person's messages were read, and that we are about to answer. Kept with what was done
// here and told behind the commit; each try may be repeated, for Meta takes the same mark any number of times. See
// docs/decisions/2026-11-21-read-marks.md.

#include "domain/conversation.h"
#include "domain/draft.h"
#include "store/transaction.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace parley {

// Older messages are not taken by Meta, and for longer it does not show that we type (Meta's pages on both).
constexpr std::chrono::days oldest_marked{30};
constexpr std::chrono::seconds typing_shows{25};

struct ReadUpTo {
  std::int64_t conversation = 0;      // public number
  std::optional<MessageKey> message;  // one of the person's; nothing: the newest of those
  bool typing = false;
};
// Keeps it to be told; of a conversation only the newest is. False where there is nothing to tell, or no way to: the number
// has no access token, or the message is too old. Problems: not_found "conversation", not_found "message".
bool tell_read(Transaction& in, const Sender& sender, const ReadUpTo& read);

// The right to tell once.
struct MarkLease {
  std::int64_t conversation = 0;  // ours, not its public number
  std::int64_t version = 0;       // what came of it is taken for this try alone
  std::int64_t failures = 0;      // before this try
  Timestamp asked_at;
  ReadMark mark;
};
// Of a number whose token is refused one at a time, of a held one none. Behind `until` they are due again.
std::vector<MarkLease> lease_marks(Transaction& in, const Sender& sender, std::int64_t most, Timestamp until);

// Each does nothing where something newer is to be told since.
void told(Transaction& in, const Sender& sender, const MarkLease& lease);
void tell_again(Transaction& in, const Sender& sender, const MarkLease& lease, Timestamp at);
void tell_no_more(Transaction& in, const Sender& sender, const MarkLease& lease);

}  // namespace parley
