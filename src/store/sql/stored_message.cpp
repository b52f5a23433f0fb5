#include "store/sql/stored_message.h"

#include "base/secrets.h"
#include "store/sql/walks.h"

namespace parley::sql {
namespace {

constexpr Query insert_row{
    "INSERT INTO message (organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, "
    "peer, updated_at, cold, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
constexpr Query insert_key{
    "INSERT INTO message_key (organization, key, conversation, at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, key) DO UPDATE SET conversation = excluded.conversation, at = excluded.at"};
constexpr Query update_row{
    "UPDATE message SET direction = $5, statuses = $6, type = $7, text = $8, flags = $9, origin = $10, peer = $11, "
    "updated_at = $12, cold = $13, status = $14 "
    "WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query delete_row{
    "DELETE FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query rename_row{
    "UPDATE message SET wamid = $5, statuses = $6, type = $7, text = $8, flags = $9, updated_at = $10, cold = $11, "
    "status = $12 WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query move_row{
    "UPDATE message SET conversation = $5 WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query move_key{"UPDATE message_key SET conversation = $3 WHERE organization = $1 AND key = $2"};

}  // namespace

// A 63-bit hash of our number and the message's id; `attempt` tells apart ids that share one.
std::int64_t key_of(const Sender& sender, const std::string& wamid, int attempt) {
  auto name = sender.phone_number_id + '\n' + wamid;
  if (attempt > 0) name += '\n' + std::to_string(attempt);
  return static_cast<std::int64_t>(stable_hash(name)) & INT64_MAX;
}

std::int64_t StoredMessage::mark() const {
  return message_mark(static_cast<std::int64_t>(direction), static_cast<std::int64_t>(status()));
}

std::string StoredMessage::kind() const { return mark_kind(mark()) += type; }

StoredMessage read_message(Rows& rows) {
  StoredMessage message{.organization = rows.integer(0),
                        .conversation = rows.integer(1),
                        .at = rows.integer(2),
                        .wamid = std::string(rows.text(3)),
                        .key = rows.integer(4)};
  message.direction = static_cast<Direction>(rows.integer(5));
  message.statuses = StatusSet(static_cast<std::uint8_t>(rows.integer(6)));
  message.type = rows.text(7);
  message.text = rows.text(8);
  message.flags = rows.integer(9);
  message.origin = static_cast<Origin>(rows.integer(10));
  message.peer = rows.integer(11);
  message.updated_at = rows.integer(12);
  message.cold = rows.text(13);
  return message;
}

void insert_message(Connection& db, const StoredMessage& message) {
  db.run(insert_row, message.organization, message.conversation, message.at, message.wamid, message.key,
         static_cast<int>(message.direction), message.statuses.bits(), message.type, message.text,
         message.flags, static_cast<int>(message.origin), message.peer, message.updated_at,
         Blob{message.cold}, static_cast<int>(message.status()));
  db.run(insert_key, message.organization, message.key, message.conversation, message.at);
}

void update_message(Connection& db, const StoredMessage& message) {
  db.run(update_row, message.organization, message.conversation, message.at, message.wamid,
         static_cast<int>(message.direction), message.statuses.bits(), message.type, message.text,
         message.flags, static_cast<int>(message.origin), message.peer, message.updated_at,
         Blob{message.cold}, static_cast<int>(message.status()));
}

void rename_message(Connection& db, const StoredMessage& before, const StoredMessage& after) {
  db.run(rename_row, before.organization, before.conversation, before.at, before.wamid, after.wamid,
         after.statuses.bits(), after.type, after.text, after.flags, after.updated_at, Blob{after.cold},
         static_cast<int>(after.status()));
}

void delete_message(Connection& db, const StoredMessage& message) {
  db.run(delete_row, message.organization, message.conversation, message.at, message.wamid);
}

void move_message(Connection& db, const StoredMessage& message, std::int64_t conversation) {
  db.run(move_row, message.organization, message.conversation, message.at, message.wamid, conversation);
  db.run(move_key, message.organization, message.key, conversation);
}

}  // namespace parley::sql
