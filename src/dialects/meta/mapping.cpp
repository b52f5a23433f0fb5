#include "dialects/meta/mapping.h"

#include "base/text.h"

namespace parley::graph {

std::string_view word_of(ConversationStatus status) {
  using enum ConversationStatus;
  return status == open || status == pending ? "active" : "ended";
}

std::optional<std::string> plus_phone(std::string_view phone) {
  if (!is_digits(phone)) return std::nullopt;
  return "+" + std::string(phone);
}

void write_conversation(JsonWriter& json, const Ids& ids, const Fields& fields, const Conversation& of) {
  const auto& row = of.row;
  const auto& who = of.person.identity;
  json.open('{')
      .field("id", ids.conversation(row.number))
      .field("phone_number", plus_phone(row.contact_phone))
      .field("phone_number_id", row.phone_number_id)
      .field("status", word_of(row.status))
      .field("last_active_at", row.last_message_at)
      .field("created_at", row.created_at)
      .field("updated_at", row.updated_at)
      .key("metadata")
      .raw("{}")
      .field("whatsapp_config_id", nullptr)
      .nullable("business_scoped_user_id", who.bsuid)
      .nullable("parent_business_scoped_user_id", who.parent)
      .nullable("username", of.person.username);
  if (!fields.none()) {
    json.key("kapso").open('{');
    if (fields.has("contact_name")) json.nullable("contact_name", row.contact_name);
    if (fields.has("messages_count")) json.field("messages_count", row.total_messages);
    if (fields.has("last_message_id")) json.nullable("last_message_id", row.last_wamid);
    if (fields.has("last_message_type")) json.nullable("last_message_type", row.last_type);
    if (fields.has("last_message_timestamp")) json.field("last_message_timestamp", row.last_message_at);
    if (fields.has("last_message_text")) json.nullable("last_message_text", row.last_text);
    if (fields.has("last_inbound_at")) json.field("last_inbound_at", row.last_inbound_at);
    if (fields.has("last_outbound_at")) json.field("last_outbound_at", of.last_outbound_at);
    json.close('}');
  }
  json.close('}');
}

void write_contact(JsonWriter& json, const Ids& ids, const ContactRow& row, const KnownAs& person) {
  const auto& who = person.identity;
  const auto& profile = person.profile_name.empty() ? person.given_name : person.profile_name;
  json.open('{')
      .field("id", ids.contact(row.number))
      .nullable("wa_id", row.has_phone ? row.phone : std::string_view())
      .nullable("profile_name", profile)
      .nullable("display_name", row.name)
      .field("customer_id", nullptr)
      .nullable("business_scoped_user_id", who.bsuid)
      .nullable("parent_business_scoped_user_id", who.parent)
      .nullable("username", row.username)
      .key("metadata")
      .raw(row.attributes.empty() ? std::string_view("{}") : row.attributes)
      .field("created_at", row.created_at)
      .field("updated_at", std::max(row.updated_at, row.created_at))
      .close('}');
}

void write_number(JsonWriter& json, const Ids& ids, const Sender& number) {
  json.open('{')
      .field("id", ids.sender(number.id))
      .field("phone_number_id", number.phone_number_id)
      .nullable("business_account_id", number.waba)
      .nullable("display_name", number.name)
      .field("display_phone_number", plus_phone(number.phone))
      .nullable("verified_name", number.name)
      .field("status", number.connected ? "CONNECTED" : "DISCONNECTED")
      .field("inbound_processing_enabled", true)
      .close('}');
}

}  // namespace parley::graph
