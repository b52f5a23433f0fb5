#pragma once
// A message as its row holds it.

#include "domain/conversation.h"
#include "domain/fact.h"
#include "domain/window.h"
#include "store/sql/connection.h"
#include "store/sql/rank.h"

#include <cstdint>
#include <string>

namespace parley::sql {

// Bits of message.flags: append only.
enum Flag : std::int64_t {
  read_here = 1,
  message_pinned = 2,
  starred = 4,
  edited = 8,
  revoked = 16,
  forwarded = 32,
  frequently_forwarded = 64,
  at_is_guess = 128,
  voice = 256,
  animated = 512,
  from_user = 1024,
  // Came with the name, or the username, that its identifier stood with already: see People::confirm.
  confirms_name = 2048,
  confirms_username = 4096,
  // Somebody here read it; read_here alone is of what was imported as read.
  read_by_us = 8192,
  sent_here = 16384,
};

struct StoredMessage {
  std::int64_t organization = 0, conversation = 0, at = 0;
  std::string wamid;
  std::int64_t key = 0;
  Direction direction = Direction::inbound;
  StatusSet statuses;
  std::string type, text;
  std::int64_t flags = 0;
  Origin origin = Origin::live;
  std::int64_t peer = 0;  // the identifier it came from or went to
  std::int64_t updated_at = 0;
  std::string cold;  // packed

  bool operator==(const StoredMessage&) const = default;
  [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
  [[nodiscard]] bool is_read() const { return (flags & (read_here | read_by_us)) != 0; }
  // Of an inbound message it is whether we read it; what Meta may report of one has no effect.
  [[nodiscard]] MessageStatus status() const {
    if (direction == Direction::inbound) return is_read() ? MessageStatus::read : MessageStatus::delivered;
    return statuses.joined();
  }
  [[nodiscard]] bool is_unread() const {
    return direction == Direction::inbound && origin == Origin::live && has(from_user) && !is_read();
  }
  [[nodiscard]] bool opens_window() const { return parley::opens_window(direction, origin, has(from_user)); }
  [[nodiscard]] Place place() const { return {at, wamid}; }
  // Direction and status in one, and its kind in its conversation: that and its type.
  [[nodiscard]] std::int64_t mark() const;
  [[nodiscard]] std::string kind() const;
};

// Columns: organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer,
// updated_at, cold.
StoredMessage read_message(Rows& rows);

// The key of that message: a 63-bit hash; `attempt` grows while another message has it.
std::int64_t key_of(const Sender& sender, const std::string& wamid, int attempt);

// The row alone; what hangs on it is counted by Threads.
void insert_message(Connection& db, const StoredMessage& message);
// Its time and conversation must be as they were.
void update_message(Connection& db, const StoredMessage& message);
// Under another wamid; direction, origin, identifier and key stay as they are.
void rename_message(Connection& db, const StoredMessage& before, const StoredMessage& after);
void delete_message(Connection& db, const StoredMessage& message);
void move_message(Connection& db, const StoredMessage& message, std::int64_t conversation);

}  // namespace parley::sql
