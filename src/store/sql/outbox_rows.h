#pragma once
// Rows of the outbox, the turns they take in their conversations, and what is counted of them.

#include "domain/draft.h"
#include "store/outbox.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <optional>
#include <string>

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

// Puts it behind all others of its conversation; ready where there are none.
void add_to_outbox(Connection& db, OutboxRow row);
// The attempts, the turn, when it is due and the errors become those of the row. A row that comes back from an unknown fate
// waits for its turn anew.
void set_turn(Connection& db, OutboxRow row, Turn turn, std::int64_t due_at);
enum class Fate { accepted, failed };
void leave_outbox(Connection& db, const OutboxRow& row, Fate fate);
// Conversations became one, or a part of one.
void move_outbox(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to);

}  // namespace parley::sql
