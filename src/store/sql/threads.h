#pragma once
// The conversations a batch works on: read once, changed in memory, written once. Every change of a message goes
// through here, so that counters, tallies and ranks stay true.

#include "domain/conversation.h"
#include "domain/fact.h"
#include "store/sql/connection.h"
#include "store/sql/people.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

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
  // Of an inbound message it is whether we read it; what Meta may report of one has no effect.
  [[nodiscard]] MessageStatus status() const {
    if (direction == Direction::inbound)
      return has(read_here) ? MessageStatus::read : MessageStatus::delivered;
    return statuses.joined();
  }
  [[nodiscard]] bool is_unread() const {
    return direction == Direction::inbound && origin == Origin::live && has(from_user) && !has(read_here);
  }
  [[nodiscard]] bool opens_window() const {
    return direction == Direction::inbound && origin == Origin::live && has(from_user);
  }
  [[nodiscard]] Place place() const { return {at, wamid}; }
  // Its kind in tallies.
  [[nodiscard]] std::string kind() const;
};

struct Thread {
  std::int64_t organization = 0, id = 0, number = 0, sender = 0, contact = 0;
  std::string contact_phone, contact_name;
  ConversationStatus status = ConversationStatus::open;
  bool archived = false, pinned = false, muted = false;
  std::int64_t unread = 0, total = 0, last_at = 0;
  std::string last_wamid, last_type, last_text;
  std::optional<Direction> last_direction;
  std::int64_t last_inbound_at = 0;
  std::string labels;
  std::int64_t blocks = 0;
  Tally tally;
  std::int64_t created_at = 0, updated_at = 0;

  bool dirty = false;
  std::int64_t ranked_at = 0, ranked_class = 0;  // as its row and rank stand

  [[nodiscard]] std::int64_t class_number() const;
};

// One batch's view; thrown away when the batch fails.
class Threads {
 public:
  Threads(Connection& db, People& people) : db_(db), people_(people) {}

  Thread& ensure(const Sender& sender, std::int64_t contact, bool& created);
  Thread* of_contact(const Sender& sender, std::int64_t contact);
  Thread& by_id(std::int64_t organization, std::int64_t id);
  // By its public number, or one it had before; null where the organization has none such.
  Thread* by_number(std::int64_t organization, std::int64_t number);

  void insert(Thread& thread, const StoredMessage& message);
  // `before` as it is stored; place and thread must be the same.
  void update(Thread& thread, const StoredMessage& before, const StoredMessage& after);
  void erase(Thread& thread, const StoredMessage& message);
  // Takes in something a person did or something that changed, at that time.
  static void touch(Thread& thread, std::int64_t at);
  static void touch_by_user(Thread& thread, std::int64_t at);

  // Works all counters of a thread out of its rows; for what is rare.
  void recount(Thread& thread);
  // The same for one that messages have left for `heir`; without anything left it is removed.
  void recount(Thread& left, const Thread& heir);
  // Puts in order what a look-up of people moved.
  void follow(std::int64_t organization, Moves& moves);

  // Writes what changed. Everything is read anew behind it.
  void flush();

 private:
  Thread* find(std::int64_t organization, std::int64_t contact, std::int64_t sender);
  Thread& keep(Thread thread);
  void write(Thread& thread);
  void rank(Thread& thread);
  void count(Thread& thread, const StoredMessage& message, int by);
  void show_last(Thread& thread, const StoredMessage& message);
  void activity_of_others(Thread& thread);
  void show_contacts(std::int64_t organization, const Moves& moves);
  bool renumber(Thread& thread, const ContactCard& card, int attempts);
  void move_alias(std::int64_t organization, const Moves::Alias& move, bool all_together);
  bool has_anything_of(const Thread& thread, std::int64_t alias);
  void move_messages(Thread& from, Thread& to, std::int64_t alias);
  void remove(Thread& thread, std::int64_t heir);
  bool is_taken(std::int64_t organization, std::int64_t number, std::int64_t by_other_than);
  std::int64_t free_id(std::int64_t organization, std::int64_t number);
  std::int64_t free_number(std::int64_t organization, std::int64_t sender, const std::string& canonical);
  std::string phone_number_id(std::int64_t sender);

  struct SenderTally {
    std::int64_t organization = 0, blocks = 0;
    Tally tally;
    bool stored = false, dirty = false;
  };
  SenderTally& sender_tally(std::int64_t organization, std::int64_t sender);

  Connection& db_;
  People& people_;
  std::map<std::int64_t, std::unique_ptr<Thread>> threads_;  // by id, for a steady order of writing
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> by_contact_;  // (sender, contact) → id
  std::map<std::int64_t, SenderTally> tallies_;
};

// The id of the conversation that has that public number, or had it; 0: none.
std::int64_t id_of_number(Connection& db, std::int64_t organization, std::int64_t number);

std::string class_kind(std::int64_t class_number);
std::string number_tie(std::int64_t number);
// Columns: organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer,
// updated_at, cold.
StoredMessage read_message(Rows& rows);

}  // namespace parley::sql
