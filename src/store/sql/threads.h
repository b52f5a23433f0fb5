#pragma once
// The conversations a batch works on: read once, changed in memory, written once. Every change of a message goes
// through here, so that counters, tallies and ranks stay true.

#include "domain/conversation.h"
#include "store/sql/connection.h"
#include "store/sql/conversation_class.h"
#include "store/sql/people.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/stored_message.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace parley::sql {

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
  Tally tally;
  Ranking ranking;  // of its messages
  std::int64_t created_at = 0, updated_at = 0;
  std::int64_t assignee = 0;   // a membership; 0: nobody
  std::int64_t status_at = 0;  // when somebody set the status; 0: nobody did

  bool dirty = false;
  // As its row and rank stand.
  std::int64_t ranked_at = 0, ranked_created_at = 0, ranked_assignee = 0;
  std::int64_t heard_at = 0;  // what its person did last, of what was told in this batch; 0: nothing
  Class ranked_class;

  [[nodiscard]] Class shown_class() const { return Class::of(status, archived, unread > 0, last_direction); }
};

// One batch's view; thrown away when the batch fails.
class Threads {
 public:
  Threads(Connection& db, People& people) : db_(db), people_(people), lists_(db) {}

  // Says ahead what is asked for where a message of that sender is stored: whatever its conversation is, one that there
  // is, or one that its person would get.
  void expect(const Sender& sender);
  // Its id where it is known by now, else 0.
  std::int64_t expect(const Sender& sender, std::int64_t contact);
  void expect_by_id(std::int64_t organization, std::int64_t id);
  void expect_made(const Sender& sender, const std::string& canonical);
  // The same for a message that is about to have another wamid.
  void expect_retie(std::int64_t organization, std::int64_t id, std::int64_t at, const std::string& wamid);

  Thread& ensure(const Sender& sender, std::int64_t contact, bool& created);
  // The same for somebody who was found just now.
  Thread& ensure(const Sender& sender, const Person& person, bool& created);
  Thread* of_contact(const Sender& sender, std::int64_t contact);
  Thread& by_id(std::int64_t organization, std::int64_t id);
  // By its public number, or one it had before; null where the organization has none such.
  Thread* by_number(std::int64_t organization, std::int64_t number);

  void insert(Thread& thread, const StoredMessage& message);
  // `before` as it is stored; place and thread must be the same.
  void update(Thread& thread, const StoredMessage& before, const StoredMessage& after);
  void erase(Thread& thread, const StoredMessage& message);
  // The same message, of the same time, under another wamid.
  void retie(Thread& thread, const StoredMessage& before, const StoredMessage& after);
  // The conversation is there because somebody here wanted it, whether messages come or not.
  void make(Thread& thread, std::int64_t at);
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
  Thread& begin(const Sender& sender, std::int64_t contact, const ContactCard& card);
  void write(Thread& thread);
  void write_seldom(Thread& thread);
  // A message came to its conversation (+1) or left it (-1).
  void count(Thread& thread, const StoredMessage& message, int by);
  // A conversation came to the list of its sender, at the place and class it is ranked by, or left it.
  void count(const Thread& thread, int by);
  void show_last(Thread& thread, const StoredMessage& message);
  void activity_of_others(Thread& thread);
  void show_contacts(std::int64_t organization, const Moves& moves);
  bool renumber(Thread& thread, const ContactCard& card, int attempts);
  void move_alias(std::int64_t organization, const Moves::Alias& move, bool all_together);
  bool has_anything_of(const Thread& thread, std::int64_t alias);
  void pass_making(const Thread& from, const Thread& to);
  void move_messages(Thread& from, Thread& to, std::int64_t alias);
  void remove(Thread& thread, std::int64_t heir);
  bool is_taken(std::int64_t organization, std::int64_t number, std::int64_t by_other_than);
  std::int64_t free_id(std::int64_t organization, std::int64_t number);
  std::int64_t free_number(std::int64_t organization, const std::string& ours, const std::string& canonical);
  std::string phone_number_id(std::int64_t sender);

  Connection& db_;
  People& people_;
  std::map<std::int64_t, std::unique_ptr<Thread>> threads_;  // by id, for a steady order of writing
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> by_contact_;  // (sender, contact) → id
  RankedLists lists_;  // the senders' conversations and messages
};

}  // namespace parley::sql
