#include "dialects/meta/message_mapping.h"

#include "base/names.h"
#include "base/text.h"
#include "dialects/meta/content.h"
#include "dialects/meta/mapping.h"
#include "meta/content.h"

#include <utility>

namespace parley::graph {
namespace {

std::string seconds_of(Timestamp at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
}

// A member whose name somebody else chose.
void named(JsonWriter& json, std::string_view name, std::string_view raw) {
  json.value(name);
  json.out().append(":").append(raw);
}

std::string_view word_of(const MessageRow& row) {
  if (row.direction == Direction::inbound) return "received";
  return row.status == MessageStatus::played ? "read" : name_of(row.status);
}

std::string_view word_of(const Message& message) {
  if (message.sent_here || message.origin == Origin::live) return "cloud_api";
  return message.origin == Origin::echo ? "business_app" : "history_sync";
}

// Who wrote, and to whom: a telephone number, or a BSUID where Meta tells no number; or a group.
void write_ends(JsonWriter& json, const MessageRow& row, const Sender& number, const KnownAs& person) {
  const bool inbound = row.direction == Direction::inbound;
  const auto& [phone, bsuid, parent, group] = person.identity;
  if (!inbound) json.field("from", number.phone);
  if (!group.empty()) json.field("group_id", group);
  if (!inbound && !group.empty()) {
    json.field("to", group);
    return;
  }
  const bool has_phone = is_digits(row.peer_phone);
  if (has_phone) json.field(inbound ? "from" : "to", row.peer_phone);
  if (!bsuid.empty() || !has_phone)
    json.nullable(inbound ? "from_user_id" : "to_user_id",
                  has_phone ? std::string_view(bsuid) : row.peer_phone);
}

void write_media(JsonWriter& json, const MessageRow& row) {
  std::string object;
  JsonWriter media(object);
  media.open('{');
  if (!row.media_id.empty()) media.field("id", row.media_id);
  const bool is_linked = row.direction == Direction::outbound && row.media_id.empty();
  if (is_linked && !row.media_url.empty()) media.field("link", row.media_url);
  if (!row.media_mime_type.empty()) media.field("mime_type", row.media_mime_type);
  if (!row.media_sha256.empty()) media.field("sha256", row.media_sha256);
  if (!row.caption.empty()) media.field("caption", row.caption);
  if (!row.media_filename.empty()) media.field("filename", row.media_filename);
  if (row.type == "audio") media.field("voice", row.voice);
  if (row.type == "sticker") media.field("animated", row.animated);
  media.close('}');
  named(json, row.type, object);
}

// The member that the type names.
void write_content(JsonWriter& json, const MessageRow& row) {
  if (row.revoked) return;
  if (row.type == "text") {
    json.key("text").open('{').field("body", row.text).close('}');
  } else if (meta::is_media(row.type)) {
    write_media(json, row);
  } else if (row.type == "order" && !row.object.empty()) {
    named(json, row.type, with_order_text(row.object));
  } else if (!row.object.empty()) {
    named(json, row.type, row.object);
  }
}

void write_context(JsonWriter& json, const MessageRow& row) {
  json.key("context");
  if (!row.context.empty()) {
    json.raw(row.context);
    return;
  }
  if (row.quoted_wamid.empty() && !row.forwarded && !row.frequently_forwarded) {
    json.value(nullptr);
    return;
  }
  json.open('{');
  if (!row.quoted_wamid.empty()) json.field("id", row.quoted_wamid);
  if (!row.quoted_wamid.empty() && row.direction == Direction::outbound)
    json.field("message_id", row.quoted_wamid);
  if (row.forwarded) json.field("forwarded", true);
  if (row.frequently_forwarded) json.field("frequently_forwarded", true);
  json.close('}');
}

void write_media_data(JsonWriter& json, const Fields& fields, const Message& message) {
  const auto& row = message.row;
  const bool has_media = meta::is_media(row.type) && !row.revoked;
  if (fields.has("has_media")) json.field("has_media", has_media);
  if (!has_media) return;
  if (fields.has("media_data")) {
    json.key("media_data")
        .open('{')
        .nullable("url", message.media_url)
        .nullable("filename", row.media_filename)
        .nullable("content_type", row.media_mime_type)
        .field("byte_size", message.media_bytes)
        .close('}');
  }
  if (fields.has("media_url")) json.nullable("media_url", message.media_url);
}

void write_type_data(JsonWriter& json, const MessageRow& row) {
  json.key("message_type_data").open('{');
  if (!row.media_filename.empty() && !row.revoked) json.field("filename", row.media_filename);
  if (!row.media_mime_type.empty() && !row.revoked) json.field("mime_type", row.media_mime_type);
  if (!row.quoted_wamid.empty()) json.field("context_message_id", row.quoted_wamid);
  if (row.edited) json.field("edited", true);
  if (row.revoked) json.field("deleted", true);
  json.close('}');
}

void write_kapso(JsonWriter& json, const Ids& ids, const Fields& fields, const Sender& number,
                 const KnownAs& person, const Message& message) {
  const auto& row = message.row;
  json.key("kapso").open('{');
  if (fields.has("direction")) json.field("direction", name_of(row.direction));
  if (fields.has("status")) json.field("status", word_of(row));
  if (fields.has("processing_status"))
    json.field("processing_status", row.status == MessageStatus::pending ? "pending" : "completed");
  if (fields.has("origin")) json.field("origin", word_of(message));
  if (fields.has("phone_number")) json.field("phone_number", plus_phone(row.peer_phone));
  if (fields.has("phone_number_id")) json.field("phone_number_id", number.phone_number_id);
  write_media_data(json, fields, message);
  if (fields.has("whatsapp_conversation_id"))
    json.field("whatsapp_conversation_id", ids.conversation(message.found.conversation));
  if (fields.has("contact_name")) json.nullable("contact_name", person.name());
  if (fields.has("message_type_data")) write_type_data(json, row);
  if (fields.has("content")) json.nullable("content", words_of(row));
  write_flow(json, fields, row);
  if (const auto text = order_text_of(row); !text.empty() && fields.has("order_text"))
    json.field("order_text", text);
  if (fields.has("statuses")) {
    json.key("statuses").open('[');
    for (const auto& status : message.statuses) json.raw(status);
    json.close(']');
  }
  json.close('}');
}

}  // namespace

void write_message(JsonWriter& json, const Ids& ids, const Fields& fields, const Sender& number,
                   const KnownAs& person, const Message& message) {
  const auto& row = message.row;
  json.open('{').field("id", row.wamid).field("timestamp", seconds_of(row.at)).field("type", row.type);
  write_ends(json, row, number, person);
  write_content(json, row);
  write_context(json, row);
  if (!row.referral.empty()) json.key("referral").raw(row.referral);
  const bool shows_error = row.status == MessageStatus::failed || row.direction == Direction::inbound;
  if (shows_error && !row.error.empty()) json.key("errors").raw(row.error);
  if (!fields.none()) write_kapso(json, ids, fields, number, person, message);
  json.close('}');
}

}  // namespace parley::graph
