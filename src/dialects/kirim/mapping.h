#pragma once
// Rows as Kirim writes them: left theirs, right ours.

#include "base/json_writer.h"
#include "dialects/kirim/ids.h"
#include "domain/conversation.h"
#include "domain/template.h"
#include "store/contacts.h"
#include "store/conversations.h"
#include "store/labels.h"
#include "store/members.h"

#include <optional>
#include <string>

namespace parley::kirim {

// A conversation's row that outlives the reading of it: who it is assigned to is looked up behind it.
struct Conversation {
  explicit Conversation(const ConversationRow& row);

  std::int64_t number = 0;
  std::int64_t contact = 0;  // the person's public number, of the organization
  SenderId sender;
  ConversationStatus status = ConversationStatus::open;
  std::string contact_phone, contact_name;
  MemberId assignee;  // 0: nobody
  std::optional<Member> assigned;
  std::int64_t unread_count = 0;
  std::optional<Timestamp> last_message_at, last_inbound_at;
  Timestamp created_at, updated_at;
};

void write_conversation(JsonWriter& json, const Ids& ids, const Sender& account, const Conversation& row);
void write_message(JsonWriter& json, const Ids& ids, const MessageRow& row, std::int64_t conversation);
// `with`: the conversation of the account with that person, since when they are its contact.
// `conversation`: the public number of that under the account, which began then.
void write_contact(JsonWriter& json, const Ids& ids, const Sender& account, const ContactRow& row,
                   std::int64_t conversation, Timestamp began);
void write_label(JsonWriter& json, const Ids& ids, const LabelRow& row);
// `is_refused`: Meta refuses its token.
void write_account(JsonWriter& json, const Sender& row, bool is_refused);
void write_template(JsonWriter& json, const Ids& ids, const MessageTemplate& row);

// {"data": … and , "request_id": "…"}
inline JsonWriter& open_data(JsonWriter& json) { return json.open('{').key("data"); }
inline void close_data(JsonWriter& json, std::string_view request_id) {
  json.field("request_id", request_id).close('}');
}
// What is left of a thing that was deleted.
void write_deleted(JsonWriter& json, std::string_view id, std::string_view object);

}  // namespace parley::kirim
