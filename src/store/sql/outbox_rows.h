#pragma once
// Rows of the outbox, the turns they take in their conversations, and what is counted of them.

#include "domain/draft.h"
#include "store/outbox.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace parley::sql {

struct OutboxRow {
  std::int64_t organization = 0, message = 0, sender = 0, conversation = 0, place = 0;
  Turn turn = Turn::behind;
  std::int64_t due_at = 0, attempts = 0;
  std::string tag, errors;
  Draft draft;
  std::int64_t created_at = 0;
};

// Columns: organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, created_at.
OutboxRow read_outbox_row(Rows& rows);
std::optional<OutboxRow> outbox_row(Connection& db, std::int64_t organization, std::int64_t message);

enum class Fate { accepted, failed };

// The outbox as one batch changes it. What is counted of it is kept in memory and written once, by flush().
class Outbox {
 public:
  explicit Outbox(Connection& db) : db_(db) {}

  // Says ahead that the row will be asked for, and who is behind it, where it leaves (connection.h). Gives the row where it is
  // here already.
  std::optional<OutboxRow> expect(std::int64_t organization, std::int64_t message);
  // The same of a message that is to be added to that conversation.
  void expect_line(std::int64_t organization, std::int64_t conversation);

  std::optional<OutboxRow> row(std::int64_t organization, std::int64_t message) {
    return outbox_row(db_, organization, message);
  }
  // Puts it behind all others of its conversation; ready where there are none, as in a new one.
  void add(OutboxRow row, bool is_new_conversation);
  // The attempts, the turn, when it is due and the errors become those of the row. A row that comes back from an unknown
  // fate waits for its turn anew.
  void set_turn(const OutboxRow& row, Turn turn, std::int64_t due_at);
  void leave(const OutboxRow& row, Fate fate);

  // Whether it is news in this batch that Meta takes the number's token.
  bool learns_of_good_token(const Sender& sender) {
    return good_tokens_.insert({sender.organization.value, sender.id.value}).second;
  }
  void forget_good_token(const Sender& sender) {
    good_tokens_.erase({sender.organization.value, sender.id.value});
  }

  void flush();

 private:
  struct Counts {
    std::int64_t waiting = 0, unknown = 0, accepted = 0, failed = 0;
  };
  Counts& counts_of(const OutboxRow& row) { return counts_[{row.organization, row.sender}]; }
  // Behind it in its conversation; 0: nobody.
  std::int64_t next_behind(const OutboxRow& row);
  void give_turn(const OutboxRow& after, std::int64_t message);

  Connection& db_;
  std::map<std::pair<std::int64_t, std::int64_t>, Counts> counts_;  // (organization, sender)
  std::set<std::pair<std::int64_t, std::int64_t>> good_tokens_;     // the same
};

// Conversations became one, or a part of one.
void move_outbox(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to);

}  // namespace parley::sql
