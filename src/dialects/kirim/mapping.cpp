#include "dialects/kirim/mapping.h"

#include "base/names.h"
#include "dialects/kirim/objects.h"
#include "dialects/kirim/words.h"

#include <algorithm>

namespace parley::kirim {
namespace {

void write_whatsapp_account(JsonWriter& json, const Sender& account) {
  json.key("whatsapp_account")
      .open('{')
      .field("phone_number", phone_of(account.phone))
      .nullable("phone_number_id", account.phone_number_id)
      .field("customer", nullptr)
      .close('}');
}

void write_assignee(JsonWriter& json, const Ids& ids, const std::optional<Member>& assigned) {
  json.key("assignee");
  if (!assigned) {
    json.value(nullptr);
    return;
  }
  json.open('{')
      .field("id", ids.of(kind::user, assigned->id.value))
      .nullable("name", assigned->name)
      .nullable("email", assigned->email)
      .close('}');
}

// Errors of a message that arrived in the end are history.
bool shows_error(const MessageRow& row) {
  return row.status == MessageStatus::failed || row.direction == Direction::inbound;
}

std::string_view object_if(const MessageRow& row, std::string_view type) {
  return row.type == type && !row.revoked ? row.object : std::string_view();
}

}  // namespace

Conversation::Conversation(const ConversationRow& row)
    : number(row.number),
      contact(row.contact),
      sender(row.sender),
      status(row.status),
      contact_phone(row.contact_phone),
      contact_name(row.contact_name),
      assignee(row.assignee),
      unread_count(row.unread_count),
      last_message_at(row.last_message_at),
      last_inbound_at(row.last_inbound_at),
      created_at(row.created_at),
      updated_at(row.updated_at) {}

void write_conversation(JsonWriter& json, const Ids& ids, const Sender& account, const Conversation& row) {
  json.open('{')
      .field("id", ids.of(kind::conversation, row.number))
      .field("object", "conversation")
      .field("status", word_of(row.status))
      .key("contact")
      .open('{')
      .field("id", ids.of(kind::contact, row.number))
      .field("phone_number", phone_of(row.contact_phone))
      .nullable("name", row.contact_name)
      .close('}');
  write_whatsapp_account(json, account);
  write_assignee(json, ids, row.assigned);
  json.field("unread_count", row.unread_count)
      .field("last_message_at", row.last_message_at)
      .field("last_inbound_at", row.last_inbound_at)
      .field("created_at", row.created_at)
      .field("updated_at", row.updated_at)
      .close('}');
}

void write_message(JsonWriter& json, const Ids& ids, const MessageRow& row, std::int64_t conversation) {
  const bool inbound = row.direction == Direction::inbound;
  const auto peer = phone_of(row.peer_phone);
  const auto ours = phone_of(row.sender_phone);
  const auto text = row.text.empty() ? row.caption : row.text;
  const auto unless_revoked = [&](std::string_view what) { return row.revoked ? std::string_view() : what; };
  json.open('{')
      .field("id", ids.of(kind::message, row.key.value))
      .field("object", "message")
      .field("direction", name_of(row.direction))
      .field("type", word_of_type(row.type))
      .field("status", word_of(row.status))
      .field("conversation_id", ids.of(kind::conversation, conversation))
      .field("from", inbound ? peer : ours)
      .field("to", inbound ? ours : peer)
      .nullable("message_id", is_local(row.wamid) ? std::string_view() : row.wamid)
      .nullable("content", unless_revoked(text))
      .nullable("media_url", unless_revoked(row.media_url))
      .nullable("mime_type", unless_revoked(row.media_mime_type))
      .nullable("caption", unless_revoked(row.caption))
      .nullable("filename", unless_revoked(row.media_filename))
      .key("location");
  write_location(json, object_if(row, "location"));
  json.key("contacts");
  write_contacts(json, object_if(row, "contacts"));
  json.key("interactive");
  write_interactive(json, object_if(row, "interactive"));
  json.key("reaction");
  write_reaction(json, object_if(row, "reaction"));
  json.key("button");
  write_button(json, object_if(row, "button"));
  json.key("error");
  write_error(json, shows_error(row) ? row.error : std::string_view());
  json.field("created_at", row.at).field("updated_at", row.updated_at).close('}');
}

void write_contact(JsonWriter& json, const Ids& ids, const Sender& account, const ContactRow& row,
                   std::int64_t conversation, Timestamp began) {
  json.open('{')
      .field("id", ids.of(kind::contact, conversation))
      .field("object", "contact")
      .field("phone_number", row.has_phone ? phone_of(row.phone) : std::nullopt)
      .nullable("name", row.name)
      .nullable("email", row.email)
      .key("metadata")
      .raw(row.attributes);
  write_whatsapp_account(json, account);
  json.field("created_at", began).field("updated_at", std::max(row.updated_at, began)).close('}');
}

void write_label(JsonWriter& json, const Ids& ids, const LabelRow& row) {
  json.open('{')
      .field("id", ids.of(kind::label, row.id.value))
      .field("object", "label")
      .field("name", row.name)
      .field("color", color_of(row.color))
      .field("team_id", ids.team())
      .field("created_at", row.created_at)
      .field("updated_at", row.updated_at)
      .close('}');
}

void write_account(JsonWriter& json, const Sender& row, bool is_refused) {
  const auto* const status = !row.connected ? "disconnected" : is_refused ? "degraded" : "connected";
  json.open('{')
      .field("object", "account")
      .nullable("phone_number_id", row.phone_number_id)
      .field("phone_number", phone_of(row.phone))
      .nullable("name", row.name)
      .field("status", status)
      .field("customer", nullptr)
      .close('}');
}

void write_template(JsonWriter& json, const Ids& ids, const MessageTemplate& row) {
  json.open('{')
      .field("id", ids.of(kind::template_, row.id))
      .field("object", "template")
      .field("name", row.name)
      .field("language", row.language)
      .field("status", word_of_template(row.status))
      .field("category", row.category)
      .key("components")
      .raw(row.components)
      .key("variables")
      .raw(row.variables.empty() ? std::string_view("null") : row.variables)
      .field("created_at", row.created_at)
      .field("updated_at", row.updated_at)
      .close('}');
}

void write_deleted(JsonWriter& json, std::string_view id, std::string_view object) {
  json.open('{').field("id", id).field("object", object).field("deleted", true).close('}');
}

}  // namespace parley::kirim
