#pragma once
// A conversation's row as it is handed over. Columns: number, contact_phone, contact_name, class, last_at, unread, total,
// last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, created_at, updated_at, sender; what follows
// them is its reader's.

#include "domain/conversation.h"
#include "store/sql/connection.h"
#include "store/sql/conversation_class.h"

namespace parley::sql {

// `sender`: the number of ours that the row is of. The row's views live as long as `rows` and `sender`.
template <class AnyRows>
ConversationRow conversation_row(AnyRows& rows, const Sender& sender) {
  const Class c{rows.integer(3)};
  ConversationRow row{.number = rows.integer(0), .contact_phone = rows.text(1), .contact_name = rows.text(2)};
  row.sender = sender.id;
  row.sender_phone = sender.phone;
  row.phone_number_id = sender.phone_number_id;
  row.last_wamid = rows.text(7);
  row.last_type = rows.text(8);
  row.last_text = rows.text(9);
  row.last_direction = c.last_direction();
  if (const auto at = rows.integer(4); at != 0) row.last_message_at = from_millis(at);
  if (const auto at = rows.integer(10); at != 0) row.last_inbound_at = from_millis(at);
  row.unread_count = rows.integer(5);
  row.total_messages = rows.integer(6);
  row.archived = c.archived();
  row.pinned = rows.integer(11) != 0;
  row.muted = rows.integer(12) != 0;
  row.status = c.status();
  row.labels = rows.text(13);
  row.created_at = from_millis(rows.integer(14));
  row.updated_at = from_millis(rows.integer(15));
  return row;
}

}  // namespace parley::sql
