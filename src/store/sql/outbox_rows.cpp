#include "store/sql/outbox_rows.h"

#include "store/sql/answers.h"
#include "store/sql/packed_draft.h"

namespace parley::sql {
namespace {

constexpr Query find_row{
    "SELECT organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, created_at "
    "FROM outbox WHERE organization = $1 AND message = $2"};
constexpr Query insert_row{
    "INSERT INTO outbox (organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, '', $10)"};
constexpr Query update_row{
    "UPDATE outbox SET turn = $3, due_at = $4, attempts = $5, errors = $6 WHERE organization = $1 AND message = $2"};
constexpr Query delete_row{"DELETE FROM outbox WHERE organization = $1 AND message = $2"};
constexpr Query move_rows{
    "UPDATE outbox SET conversation = $3 WHERE organization = $1 AND conversation = $2"};

// What it owes is forgotten: at worst Meta says so, and it waits.
constexpr Query drop_pair{"DELETE FROM sending_pair WHERE organization = $1 AND conversation = $2"};

// Those of unknown fate keep nobody waiting.
constexpr Query last_in_line{
    "SELECT place FROM outbox WHERE organization = $1 AND conversation = $2 AND turn < 3 ORDER BY place DESC LIMIT 1"};
constexpr Query has_turn{
    "SELECT 1 FROM outbox WHERE organization = $1 AND conversation = $2 AND turn IN (1, 2) AND message <> $3 LIMIT 1"};
constexpr Query give_turn_to_next{
    "UPDATE outbox SET turn = 1 WHERE organization = $1 AND message = (SELECT message FROM outbox "
    "WHERE organization = $1 AND conversation = $2 AND turn = 0 ORDER BY place LIMIT 1)"};

constexpr Query count_added{
    "INSERT INTO sending (organization, sender, waiting, unknown, accepted, failed, pace_at, held_until, refused_at, trouble) "
    "VALUES ($1, $2, 1, 0, 0, 0, 0, 0, 0, '') "
    "ON CONFLICT (organization, sender) DO UPDATE SET waiting = sending.waiting + 1"};
constexpr Query count_moved{
    "UPDATE sending SET waiting = waiting + $3, unknown = unknown + $4, accepted = accepted + $5, failed = failed + $6 "
    "WHERE organization = $1 AND sender = $2"};

static_assert(static_cast<int>(Turn::ready) == 1 && static_cast<int>(Turn::leased) == 2);
static_assert(static_cast<int>(Turn::unknown) == 3);

void pass_turn(Connection& db, const OutboxRow& row) {
  db.run(give_turn_to_next, row.organization, row.conversation);
}

bool has_its_turn(Turn turn) { return turn == Turn::ready || turn == Turn::leased; }

}  // namespace

OutboxRow read_outbox_row(Rows& rows) {
  return {.organization = rows.integer(0),
          .message = rows.integer(1),
          .sender = rows.integer(2),
          .conversation = rows.integer(3),
          .place = rows.integer(4),
          .turn = static_cast<Turn>(rows.integer(5)),
          .due_at = rows.integer(6),
          .attempts = rows.integer(7),
          .tag = std::string(rows.text(8)),
          .errors = std::string(rows.text(10)),
          .draft = read_draft(rows.text(9)),
          .created_at = rows.integer(11)};
}

std::optional<OutboxRow> outbox_row(Connection& db, std::int64_t organization, std::int64_t message) {
  auto rows = db.rows(find_row, organization, message);
  if (!rows.next()) return std::nullopt;
  return read_outbox_row(rows);
}

void add_to_outbox(Connection& db, OutboxRow row) {
  const auto last = first_integer(db, last_in_line, row.organization, row.conversation);
  row.place = last + 1;
  row.turn = last == 0 ? Turn::ready : Turn::behind;
  db.run(insert_row, row.organization, row.message, row.sender, row.conversation, row.place,
         static_cast<int>(row.turn), row.due_at, row.tag, Blob{pack_draft(row.draft)}, row.created_at);
  db.run(count_added, row.organization, row.sender);
}

void set_turn(Connection& db, OutboxRow row, Turn turn, std::int64_t due_at) {
  const bool comes_back = row.turn == Turn::unknown && turn == Turn::ready;
  if (comes_back && exists(db, has_turn, row.organization, row.conversation, row.message))
    turn = Turn::behind;
  db.run(update_row, row.organization, row.message, static_cast<int>(turn), due_at, row.attempts, row.errors);
  if ((row.turn == Turn::unknown) == (turn == Turn::unknown)) return;
  const int lost = turn == Turn::unknown ? 1 : -1;
  db.run(count_moved, row.organization, row.sender, -lost, lost, 0, 0);
  if (turn == Turn::unknown) pass_turn(db, row);
}

void leave_outbox(Connection& db, const OutboxRow& row, Fate fate) {
  db.run(delete_row, row.organization, row.message);
  const int unknown = row.turn == Turn::unknown ? 1 : 0;
  const int accepted = fate == Fate::accepted ? 1 : 0;
  db.run(count_moved, row.organization, row.sender, unknown - 1, -unknown, accepted, 1 - accepted);
  if (has_its_turn(row.turn)) pass_turn(db, row);
}

void move_outbox(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to) {
  db.run(move_rows, organization, from, to);
  db.run(drop_pair, organization, from);
}

}  // namespace parley::sql
