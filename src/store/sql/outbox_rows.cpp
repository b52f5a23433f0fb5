#include "store/sql/outbox_rows.h"

#include "store/sql/answers.h"
#include "store/sql/packed_draft.h"

#include <vector>

namespace parley::sql {
namespace {

constexpr Query find_row{
    "SELECT organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, created_at "
    "FROM outbox WHERE organization = $1 AND message = $2"};
constexpr Query insert_row{
    "INSERT INTO outbox (organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, '', $10)"};
// The conversation is named so that who waits in others is known to be as it was.
constexpr Query update_row{
    "UPDATE outbox SET turn = $4, due_at = $5, attempts = $6, errors = $7 "
    "WHERE organization = $1 AND message = $2 AND conversation = $3"};
constexpr Query delete_row{
    "DELETE FROM outbox WHERE organization = $1 AND message = $2 AND conversation = $3"};
constexpr Query rows_in_line{
    "SELECT message, turn FROM outbox WHERE organization = $1 AND conversation = $2 ORDER BY place, message"};
constexpr Query move_row{
    "UPDATE outbox SET conversation = $4, place = $5, turn = $6 "
    "WHERE organization = $1 AND message = $2 AND conversation = $3"};

// What it owes is forgotten: at worst Meta says so, and it waits.
constexpr Query drop_pair{"DELETE FROM sending_pair WHERE organization = $1 AND conversation = $2"};

// Those of unknown fate keep nobody waiting.
constexpr Query last_in_line{
    "SELECT place FROM outbox WHERE organization = $1 AND conversation = $2 AND turn < 3 ORDER BY place DESC LIMIT 1"};
constexpr Query has_turn{
    "SELECT 1 FROM outbox WHERE organization = $1 AND conversation = $2 AND turn IN (1, 2) AND message <> $3 LIMIT 1"};
constexpr Query next_in_line{
    "SELECT message, place FROM outbox WHERE organization = $1 AND conversation = $2 AND turn = 0 ORDER BY place LIMIT 1"};
// Who has a turn stands before all who have none.
constexpr Query has_turn_before{
    "SELECT 1 FROM outbox WHERE organization = $1 AND conversation = $2 AND place < $4 AND turn IN (1, 2) "
    "AND message <> $3 LIMIT 1"};
constexpr Query make_ready{
    "UPDATE outbox SET turn = 1 WHERE organization = $1 AND message = $2 AND conversation = $3"};

constexpr Query count{
    "INSERT INTO sending (organization, sender, waiting, unknown, accepted, failed, pace_at, held_until, refused_at, trouble) "
    "VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '') ON CONFLICT (organization, sender) DO UPDATE SET "
    "waiting = sending.waiting + excluded.waiting, unknown = sending.unknown + excluded.unknown, "
    "accepted = sending.accepted + excluded.accepted, failed = sending.failed + excluded.failed"};

static_assert(static_cast<int>(Turn::ready) == 1 && static_cast<int>(Turn::leased) == 2);
static_assert(static_cast<int>(Turn::unknown) == 3);

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

std::optional<OutboxRow> Outbox::expect(std::int64_t organization, std::int64_t message) {
  auto rows = db_.ahead(find_row, organization, message);
  if (!rows || !rows->next()) return std::nullopt;
  auto row = read_outbox_row(*rows);
  if (has_its_turn(row.turn)) db_.ahead(next_in_line, organization, row.conversation);
  return row;
}

void Outbox::expect_line(std::int64_t organization, std::int64_t conversation) {
  db_.ahead(last_in_line, organization, conversation);
}

void Outbox::add(OutboxRow row, bool is_new_conversation) {
  const auto last =
      is_new_conversation ? 0 : first_integer(db_, last_in_line, row.organization, row.conversation);
  row.place = last + 1;
  row.turn = last == 0 ? Turn::ready : Turn::behind;
  db_.run(insert_row, row.organization, row.message, row.sender, row.conversation, row.place,
          static_cast<int>(row.turn), row.due_at, row.tag, Blob{pack_draft(row.draft)}, row.created_at);
  ++counts_of(row).waiting;
}

void Outbox::set_turn(const OutboxRow& row, Turn turn, std::int64_t due_at) {
  const bool comes_back = row.turn == Turn::unknown && turn == Turn::ready;
  if (comes_back && exists(db_, has_turn, row.organization, row.conversation, row.message))
    turn = Turn::behind;
  const auto becomes = turn == Turn::unknown ? 1 : 0;
  const auto was = row.turn == Turn::unknown ? 1 : 0;
  const auto next = becomes > was ? next_behind(row) : 0;
  db_.run(update_row, row.organization, row.message, row.conversation, static_cast<int>(turn), due_at,
          row.attempts, row.errors);
  counts_of(row).waiting -= becomes - was;
  counts_of(row).unknown += becomes - was;
  give_turn(row, next);
}

void Outbox::leave(const OutboxRow& row, Fate fate) {
  const auto next = has_its_turn(row.turn) ? next_behind(row) : 0;
  db_.run(delete_row, row.organization, row.message, row.conversation);
  auto& counts = counts_of(row);
  --(row.turn == Turn::unknown ? counts.unknown : counts.waiting);
  ++(fate == Fate::accepted ? counts.accepted : counts.failed);
  give_turn(row, next);
}

std::int64_t Outbox::next_behind(const OutboxRow& row) {
  std::int64_t next = 0, place = 0;
  {
    auto rows = db_.rows(next_in_line, row.organization, row.conversation);
    if (!rows.next()) return 0;
    next = rows.integer(0);
    place = rows.integer(1);
  }
  return exists(db_, has_turn_before, row.organization, row.conversation, row.message, place) ? 0 : next;
}

void Outbox::give_turn(const OutboxRow& after, std::int64_t message) {
  if (message != 0) db_.run(make_ready, after.organization, message, after.conversation);
}

void Outbox::flush() {
  for (const auto& [of, counts] : counts_) {
    db_.run(count, of.first, of.second, counts.waiting, counts.unknown, counts.accepted, counts.failed);
  }
  counts_.clear();
}

// What moves stands behind what is there, and only one of them all has its turn, but for what is under way: that stands
// before all others.
void move_outbox(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to) {
  std::vector<std::pair<std::int64_t, Turn>> moved;
  {
    auto rows = db.rows(rows_in_line, organization, from);
    while (rows.next()) moved.emplace_back(rows.integer(0), static_cast<Turn>(rows.integer(1)));
  }
  auto place = first_integer(db, last_in_line, organization, to);
  const bool is_first = place == 0;
  for (const auto& [message, turn] : moved) {
    const auto becomes = turn == Turn::ready && !is_first ? Turn::behind : turn;
    const auto stands_at = turn == Turn::leased ? 0 : ++place;
    db.run(move_row, organization, message, from, to, stands_at, static_cast<int>(becomes));
  }
  db.run(drop_pair, organization, from);
}

}  // namespace parley::sql
