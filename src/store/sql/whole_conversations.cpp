// A conversation, its contact and its newest message hang together by their keys, so that engines go from row to row.

#include "store/sql/whole_conversations.h"

#include "store/sql/conversation_rows.h"
#include "store/sql/message_rows.h"
#include "store/sql/numbers.h"

#include <algorithm>

namespace parley {
namespace {

using sql::Query;
using sql::Rows;

// $9: 1 with the contact, 2 with the newest message, 3 with both; likewise $3 below.
constexpr Query rows_down{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number, c.phone, c.name, c.given_name, c.attributes, c.status, c.created_at, "
    "m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key "
    "FROM conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "LEFT JOIN message m ON m.organization = $1 AND m.conversation = v.id AND m.at = v.last_at "
    "AND m.wamid = CASE WHEN $9 & 2 = 2 THEN v.last_wamid END "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.last_at, v.number) >= ($3, $4) "
    "AND (v.last_at, v.number) < ($5, $6) AND ($7 >> v.class) & 1 = 1 ORDER BY v.last_at DESC, v.number DESC LIMIT $8"};
constexpr Query rows_up{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number, c.phone, c.name, c.given_name, c.attributes, c.status, c.created_at, "
    "m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key "
    "FROM conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "LEFT JOIN message m ON m.organization = $1 AND m.conversation = v.id AND m.at = v.last_at "
    "AND m.wamid = CASE WHEN $9 & 2 = 2 THEN v.last_wamid END "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.last_at, v.number) >= ($3, $4) "
    "AND (v.last_at, v.number) < ($5, $6) AND ($7 >> v.class) & 1 = 1 ORDER BY v.last_at, v.number LIMIT $8"};
// Without what a contact is shown with.
constexpr Query plain_down{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number FROM conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.last_at, v.number) >= ($3, $4) "
    "AND (v.last_at, v.number) < ($5, $6) AND ($7 >> v.class) & 1 = 1 ORDER BY v.last_at DESC, v.number DESC LIMIT $8"};
constexpr Query plain_up{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number FROM conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.last_at, v.number) >= ($3, $4) "
    "AND (v.last_at, v.number) < ($5, $6) AND ($7 >> v.class) & 1 = 1 ORDER BY v.last_at, v.number LIMIT $8"};
constexpr Query row_of_id{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number, c.phone, c.name, c.given_name, c.attributes, c.status, c.created_at, "
    "m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key "
    "FROM conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $3 & 1 = 1 THEN v.contact END "
    "LEFT JOIN message m ON m.organization = $1 AND m.conversation = v.id AND m.at = v.last_at "
    "AND m.wamid = CASE WHEN $3 & 2 = 2 THEN v.last_wamid END "
    "WHERE v.organization = $1 AND v.id = $2"};
constexpr Query one{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number, c.phone, c.name, c.given_name, c.attributes, c.status, c.created_at, s.phone, s.phone_number_id "
    "FROM conversation v CROSS JOIN contact c CROSS JOIN sender s WHERE v.organization = $1 AND v.id = $2 "
    "AND c.organization = v.organization AND c.id = v.contact AND s.organization = v.organization "
    "AND s.id = v.sender"};

constexpr int first_of_message = 25;

WholeConversation conversation_of(Rows& rows, const Sender& sender) {
  WholeConversation whole{.row = sql::conversation_row(rows, sender)};
  whole.row.assignee = {rows.integer(17)};
  whole.row.contact = rows.integer(18);
  return whole;
}

void add_contact(Rows& rows, WholeConversation& whole) {
  const auto status = static_cast<ContactStatus>(rows.integer(23));
  if (status == ContactStatus::deleted) return;
  const auto given = rows.text(21);
  whole.contact = ContactRow{.number = rows.integer(18),
                             .phone = rows.text(19),
                             .name = given.empty() ? rows.text(20) : given,
                             .attributes = rows.text(22),
                             .status = status,
                             .created_at = from_millis(rows.integer(24))};
}

}  // namespace

namespace sql {

bool WholeConversations::hand_over(Rows& rows) {
  const auto sender = std::find_if(senders_.begin(), senders_.end(),
                                   [&](const Sender& each) { return each.id.value == rows.integer(16); });
  if (sender == senders_.end()) return false;
  auto whole = conversation_of(rows, *sender);
  if (!beside_.whole) {
    sink_(whole);
    return true;
  }
  add_contact(rows, whole);
  if (!rows.is_null(first_of_message))
    whole.newest = row_of(fields_of(rows, first_of_message), sender->phone, std::string_view());
  sink_(whole);
  return true;
}

std::int64_t WholeConversations::read(SenderId sender, const Stretch& part, std::int64_t classes,
                                      std::int64_t limit, bool descending) {
  const auto& query = beside_.whole ? (descending ? rows_down : rows_up) : descending ? plain_down : plain_up;
  auto rows = db_.rows(query, organization_.value, sender.value, part.from.at, number_of_tie(part.from.tie),
                       part.until.at, number_of_tie(part.until.tie), classes, limit, bits());
  std::int64_t count = 0;
  while (rows.next()) count += hand_over(rows) ? 1 : 0;
  return count;
}

bool WholeConversations::read_one(std::int64_t id) {
  auto rows = db_.rows(row_of_id, organization_.value, id, bits());
  return rows.next() && hand_over(rows);
}

}  // namespace sql

bool whole_conversation(const Reader& from, OrganizationId organization, std::int64_t number,
                        FunctionRef<void(const WholeConversation&)> sink) {
  const auto show = [&](Rows& rows) {
    Sender sender{.id = {rows.integer(16)}};
    sender.phone = rows.text(25);
    sender.phone_number_id = rows.text(26);
    auto whole = conversation_of(rows, sender);
    add_contact(rows, whole);
    sink(whole);
    return true;
  };
  return sql::row_of_number(from.db, one, 0, organization.value, number, show);
}

bool conversation(const Reader& from, OrganizationId organization, std::int64_t number,
                  FunctionRef<void(const ConversationRow&)> sink) {
  const auto show = [&](const WholeConversation& whole) { sink(whole.row); };
  return whole_conversation(from, organization, number, show);
}

}  // namespace parley
