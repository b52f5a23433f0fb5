#pragma once
// Rows as Kapso writes them: left theirs, right ours.

#include "base/json_writer.h"
#include "dialects/meta/fields.h"
#include "dialects/meta/ids.h"
#include "domain/conversation.h"
#include "store/contacts.h"
#include "store/names.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::graph {

struct Conversation {
  const ConversationRow& row;
  const KnownAs& person;
  std::optional<Timestamp> last_outbound_at;
};
void write_conversation(JsonWriter& json, const Ids& ids, const Fields& fields, const Conversation& of);
void write_contact(JsonWriter& json, const Ids& ids, const ContactRow& row, const KnownAs& person);
// As the platform's list has it.
void write_number(JsonWriter& json, const Ids& ids, const Sender& number);

// "active" or "ended".
std::string_view word_of(ConversationStatus status);

// "+15551234567"; nothing where it is no telephone number.
std::optional<std::string> plus_phone(std::string_view phone);

}  // namespace parley::graph
