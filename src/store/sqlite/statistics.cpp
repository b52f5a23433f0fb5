#include "store/sqlite/statistics.h"

namespace parley::sqlite {
namespace {

// Which statement of the sizes below a store has. To be raised with each change of them.
constexpr std::int64_t edition = 10;

constexpr sql::Query stated{"SELECT value FROM counter WHERE name = 'statistics'"};
constexpr sql::Query set_stated{
    "INSERT INTO counter (name, value) VALUES ('statistics', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value"};

// Rows, then rows of one value of the first column, of the first two, and so on. What is left out SQLite takes for
// ten rows of each organization, and walks it: every index has to be here.
constexpr std::string_view statistics = R"sql(
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('contact', 'contact', '400000 200000 1'),
  ('contact', 'contact_created', '400000 200000 1 1 1'),
  ('contact', 'contact_deleted', '1000 500 1'),
  ('contact_alias', 'contact_alias', '800000 400000 200000 1'),
  ('contact_alias', 'contact_alias_id', '800000 400000 1'),
  ('contact_alias', 'contact_alias_contact', '800000 400000 2'),
  ('contact_alias', 'contact_alias_number', '800000 400000 1'),
  ('contact_label', 'contact_label', '200000 100000 1000 1'),
  ('contact_label', 'contact_label_reverse', '200000 100000 2 1'),
  ('contact_list', 'contact_list_organization', '200 100 1 1'),
  ('contact_list_member', 'contact_list_member', '200000 100000 1000 1'),
  ('contact_list_member', 'contact_list_member_reverse', '200000 100000 2 1'),
  ('contact_list_label', 'contact_list_label', '400 200 2 1'),
  ('contact_list_label', 'contact_list_label_reverse', '400 200 2 1'),
  ('identity_link', 'identity_link', '800000 400000 1 1 1'),
  ('conversation', 'conversation_number_now', '400000 200000 1'),
  ('conversation', 'conversation_contact', '400000 200000 2 1'),
  ('conversation', 'conversation_activity', '400000 200000 50000 2 1 1'),
  ('conversation', 'conversation_created', '400000 200000 50000 1 1'),
  ('conversation', 'conversation_phone', '400000 200000 50000 1'),
  ('conversation', 'conversation_assignee', '400000 200000 2000'),
  ('conversation_made', 'conversation_made', '100000 50000 1'),
  ('conversation_number', 'conversation_number', '1000 500 1'),
  ('conversation_number', 'conversation_number_old', '1000 500 1'),
  ('message', 'message', '10000000 5000000 25 2 1'),
  ('message_time', 'message_time', '10000000 5000000 1000000 2 1'),
  ('message_key', 'message_key', '10000000 5000000 1'),
  ('message_status', 'message_status', '10000000 5000000 3 1 1'),
  ('reaction', 'reaction', '100000 50000 1 1'),
  ('revision', 'revision', '100000 50000 2 2 1 1'),
  ('pending_fact', 'pending_fact', '1000 500 1'),
  ('activity', 'activity', '100000 50000 1 1'),
  ('call', 'call', '100000 50000 20000 2 1'),
  ('call', 'call_peer', '100000 50000 2 2 1'),
  ('call', 'call_time', '100000 50000 20000 2 1'),
  ('notice', 'notice', '100000 50000 1'),
  ('rank_block', 'rank_block', '200000 100000 100 90 1 1'),
  ('ranked_list', 'ranked_list', '10 5 1'),
  ('label', 'label_uid', '200 100 1'),
  ('label', 'label_name', '200 100 1'),
  ('label', 'label_created', '200 100 1 1'),
  ('conversation_label', 'conversation_label', '200000 100000 1000 1'),
  ('conversation_label', 'conversation_label_reverse', '200000 100000 2 1'),
  ('canned_response', 'canned_response_shortcut', '200 100 1'),
  ('sender', 'sender_organization', '10 5'),
  ('token', 'token_organization', '100 50'),
  ('token', 'token_membership', '100 50 2'),
  ('token', 'token_user', '100 1'),
  ('membership', 'membership_user', '200 100 1'),
  ('membership', 'membership_of_user', '200 2 1'),
  ('membership', 'membership_created', '200 100 1 1'),
  ('role', 'role_created', '20 10 1 1'),
  ('role', 'role_name', '20 10 1'),
  ('member_role', 'member_role', '200 100 1 1'),
  ('member_role', 'member_role_reverse', '200 100 20 1'),
  ('invite', 'invite_created', '200 100 1 1'),
  ('notification', 'notification_member', '100000 50000 500 1 1'),
  ('one_time_code', 'one_time_code', '1000 500 1'),
  ('one_time_code', 'one_time_code_age', '1000 1'),
  ('receipt', 'receipt', '100000 50000 25000 1'),
  ('receipt', 'receipt_age', '100000 50000 1'),
  ('media', 'media', '1000000 500000 1'),
  ('media', 'media_due', '1000 500 2'),
  ('media', 'media_sender_due', '1000 500 100 2'),
  ('media', 'media_age', '1000000 500000 1'),
  ('media', 'media_content', '1000000 500000 2'),
  ('outbox', 'outbox', '100000 50000 1'),
  ('outbox', 'outbox_due', '100000 50000 10000 5000 5 1'),
  ('outbox', 'outbox_turn', '100000 50000 5 1'),
  ('sending', 'sending', '10 5 1'),
  ('sending_pair', 'sending_pair', '100000 10000 1'),
  ('read_mark', 'read_mark', '1000 500 1'),
  ('read_mark', 'read_mark_due', '1000 500 250 1'),
  ('template', 'template', '2000 1000 500 1'),
  ('template', 'template_name', '2000 1000 500 2 1'),
  ('template', 'template_created', '2000 1000 500 1 1'),
  ('template_pull', 'template_pull', '10 5 1'),
  ('event', 'event', '10000000 5000000 1'),
  ('delivery', 'delivery_outcome', '10000000 5000000 2500000'),
  ('delivery', 'delivery_failed', '1000 1'),
  ('parked', 'parked', '1000 500 2 1'),
  ('unrouted', 'unrouted', '1000 100 1'),
  ('unrouted', 'unrouted_delivery', '1000 1');
)sql";

}  // namespace

void state_statistics(Connection& db) {
  {
    auto rows = db.rows(stated);
    if (rows.next() && rows.integer(0) == edition) return;
  }
  db.execute(std::string(statistics));
  db.run(set_stated, edition);
}

}  // namespace parley::sqlite
