#include "dialects/vobiz/mapping.h"

#include "base/json.h"
#include "base/names.h"
#include "base/text.h"
#include "domain/window.h"

#include <algorithm>
#include <optional>

namespace parley::vobiz {
namespace {

std::string_view word_of(MessageStatus status) {
  return status == MessageStatus::played ? name_of(MessageStatus::read) : name_of(status);
}

// What a person sent us has been delivered by being here.
std::string_view shown_status(const MessageRow& row) {
  if (row.direction == Direction::outbound) return word_of(row.status);
  return row.read_here ? "read" : "delivered";
}

// Meta's word but for what this API has another one for.
std::string_view word_of_type(std::string_view type) {
  if (type == "voice") return "audio";
  if (type == "video_note") return "video";
  return type.empty() ? "unknown" : type;
}

// An agent has not put it away, and its number is still ours.
bool is_in_work(const ConversationRow& row, const Sender* sender) {
  const bool is_put_away =
      row.status != ConversationStatus::open && row.status != ConversationStatus::pending;
  return !is_put_away && sender && sender->connected;
}

std::string_view word_of_open(bool is_open) { return is_open ? "open" : "closed"; }

// The text before `end`; leaves what comes behind it.
std::string_view take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

void write_tags(JsonWriter& json, std::string_view labels) {
  json.open('[');
  while (!labels.empty()) {
    take_until(labels, '\x1F');
    json.value(take_until(labels, '\x1E'));
  }
  json.close(']');
}

// Why it failed, as the vendor's lists of recipients tell it: Meta's code, and its words.
void write_failure(JsonWriter& json, const MessageRow& row) {
  if (row.direction != Direction::outbound || row.status != MessageStatus::failed) return;
  const auto tree = JsonTree::read_any(row.error);
  for (const Json error : tree ? tree->root() : Json()) {
    const auto details = error["error_data"]["details"].text();
    json.field("error_code", error["code"].text());
    json.field("error_desc", details.empty() ? error["title"].text() : details);
    return;
  }
}

// The members of a message but its opening brace.
void write_members(JsonWriter& json, const Thread& thread, const MessageRow& row) {
  json.field("account_id", thread.account)
      .field("channel_id", thread.channel)
      .field("contact_id", thread.contact)
      .field("conversation_id", thread.id)
      .field("direction", name_of(row.direction))
      .field("type", word_of_type(row.type))
      .field("status", shown_status(row))
      .field("content", content_of(row))
      .nullable("meta_message_id", is_local(row.wamid) ? std::string_view() : row.wamid)
      .field("created_at", whole_seconds(row.at));
  write_failure(json, row);
  json.close('}');
}

std::string_view word_of_template_status(State state, std::string_view metas) {
  return state == State::current && metas == "PENDING" ? "PENDING_REVIEW" : metas;
}

}  // namespace

std::string with_plus(std::string_view phone) {
  return is_digits(phone) ? '+' + std::string(phone) : std::string(phone);
}

std::string whole_seconds(Timestamp time) {
  constexpr std::size_t up_to_seconds = 19;
  auto text = iso8601(time);
  text.resize(up_to_seconds);
  return text += 'Z';
}

void open_list(JsonWriter& json, State state) {
  json.open('{').key(state == State::legacy ? "data" : "items").open('[');
}

void close_list(JsonWriter& json) { json.close(']').close('}'); }

void close_list(JsonWriter& json, State state, const Page& page, const PageCount& count) {
  json.close(']');
  if (state == State::legacy) json.key("meta").open('{');
  json.field("total", count.total).field("page", page.number).field("limit", page.limit);
  if (state == State::legacy) json.close('}');
  if (state == State::current) json.field("has_more", page.offset() + count.count < count.total);
  json.close('}');
}

void write_legacy_conversation(JsonWriter& json, const Ids& ids, const ConversationRow& row,
                               const Sender* sender) {
  json.open('{')
      .field("id", ids.conversation(row.number))
      .field("channel_id", ids.channel(row.sender))
      .key("contact")
      .open('{')
      .field("id", ids.contact(row.contact))
      .nullable("name", row.contact_name)
      .field("phone", with_plus(row.contact_phone))
      .close('}')
      .key("last_message");
  if (row.last_message_at) {
    json.open('{')
        .field("body", row.last_text)
        .field("direction", name_of(row.last_direction.value_or(Direction::inbound)))
        .field("timestamp", whole_seconds(*row.last_message_at))
        .close('}');
  } else {
    json.value(nullptr);
  }
  json.field("unread_count", row.unread_count)
      .field("status", word_of_open(is_in_work(row, sender)))
      .close('}');
}

void write_conversation(JsonWriter& json, const Ids& ids, std::string_view account,
                        const ConversationRow& row, const Sender* sender, Timestamp now) {
  // Who never wrote is shown the day that a first message would have begun.
  const auto opened_at = row.last_inbound_at.value_or(row.created_at);
  json.open('{')
      .field("id", ids.conversation(row.number))
      .field("account_id", account)
      .field("channel_id", ids.channel(row.sender))
      .field("contact_id", ids.contact(row.contact))
      .field("category", "service")
      .field("is_billable", false)
      .field("started_at", whole_seconds(row.created_at))
      .field("expires_at", whole_seconds(*window_end(opened_at)))
      .field("status", word_of_open(is_in_work(row, sender) && window_is_open(opened_at, now)))
      .close('}');
}

void write_legacy_message(JsonWriter& json, const Ids& ids, const MessageRow& row) {
  json.open('{')
      .field("id", ids.message(row.key))
      .field("type", word_of_type(row.type))
      .field("direction", name_of(row.direction))
      .field("body", row.text.empty() ? row.caption : row.text);
  if (row.direction == Direction::outbound) json.field("status", shown_status(row));
  json.field("timestamp", whole_seconds(row.at));
  write_failure(json, row);
  json.close('}');
}

void write_message(JsonWriter& json, const Ids& ids, const Thread& thread, const MessageRow& row) {
  json.open('{').field("id", ids.message(row.key));
  write_members(json, thread, row);
}

void write_legacy_sent(JsonWriter& json, const Ids& ids, const Thread& thread, std::string_view to,
                       const MessageRow& row) {
  json.open('{').field("id", ids.message(row.key)).field("to", to).field("timestamp", whole_seconds(row.at));
  write_members(json, thread, row);
}

void write_channel(JsonWriter& json, State state, const Ids& ids, std::string_view account,
                   const ShownChannel& channel) {
  const auto& sender = channel.sender;
  const std::string_view status = !sender.connected    ? "inactive"
                                  : channel.is_refused ? "suspended"
                                                       : "active";
  json.open('{').field("id", ids.channel(sender.id));
  if (state == State::current) json.field("account_id", account);
  json.field("waba_id", sender.waba);
  if (state == State::current) json.field("phone_number_id", sender.phone_number_id);
  json.field("phone_number", with_plus(sender.phone));
  if (state == State::current) {
    json.field("number_onboarding_mode", channel.onboarding)
        .field("number_provider", "meta_direct")
        .field("number_order_id", nullptr)
        .field("verification_status", channel.verification);
  }
  json.field("display_name", sender.name);
  if (state == State::current) json.field("business_profile", "");
  json.field("status", status).field("created_at", whole_seconds(sender.created_at));
  if (state == State::current) json.field("updated_at", whole_seconds(sender.created_at));
  json.close('}');
}

void write_template(JsonWriter& json, State state, const Ids& ids, const Sender& sender,
                    const MessageTemplate& of) {
  json.open('{')
      .field("id", ids.message_template(of.id))
      .field("account_id", ids.account())
      .field("channel_id", ids.channel(sender.id))
      .field("waba_id", sender.waba)
      .field("meta_template_id", std::to_string(of.id))
      .field("name", of.name)
      .field("language", of.language)
      .field("category", of.category)
      .field("status", word_of_template_status(state, of.status))
      .key("components");
  if (state == State::current) json.open('{').key("components");
  json.raw(of.components);
  if (state == State::current) json.close('}');
  json.field("quality_score", of.quality.empty() ? "UNKNOWN" : of.quality)
      .field("created_at", whole_seconds(of.created_at))
      .field("updated_at", whole_seconds(of.updated_at))
      .close('}');
}

void write_contact(JsonWriter& json, const Ids& ids, std::string_view account, const ContactRow& row) {
  json.open('{')
      .field("id", ids.contact(row.number))
      .field("account_id", account)
      .field("phone_number", row.has_phone ? with_plus(row.phone) : std::string(row.phone))
      .nullable("name", row.name)
      .key("tags");
  write_tags(json, row.labels);
  json.key("custom_attributes").raw(row.attributes.empty() ? std::string_view("{}") : row.attributes);
  if (row.last_active_at) json.field("last_active_at", whole_seconds(*row.last_active_at));
  json.field("created_at", whole_seconds(row.created_at))
      .field("updated_at", whole_seconds(row.updated_at))
      .close('}');
}

void write_canned_response(JsonWriter& json, const Ids& ids, const CannedResponse& response) {
  json.open('{')
      .field("id", ids.canned_response(response.id))
      .field("shortcut", response.shortcut)
      .field("content", response.content)
      .field("created_at", whole_seconds(response.created_at))
      .close('}');
}

}  // namespace parley::vobiz
