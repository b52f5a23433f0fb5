#include "dialects/wapikit/mapping.h"

#include "base/text.h"
#include "dialects/wapikit/people.h"

namespace parley::wapikit {
namespace {

template <class Ours>
struct Word {
  Ours ours;
  std::string_view theirs;
};

constexpr Word<ConversationStatus> conversation_status_words[] = {
    {ConversationStatus::open, "Active"},     {ConversationStatus::pending, "Active"},
    {ConversationStatus::resolved, "Closed"}, {ConversationStatus::blocked, "Closed"},
    {ConversationStatus::deleted, "Deleted"},
};

// A contact that is deleted here is shown by what still stands of it.
constexpr Word<ContactStatus> contact_status_words[] = {
    {ContactStatus::active, "Active"},
    {ContactStatus::inactive, "Inactive"},
    {ContactStatus::blocked, "Blocked"},
};
constexpr std::string_view deleted_contact_word = "Inactive";

constexpr Word<Direction> direction_words[] = {
    {Direction::inbound, "InBound"},
    {Direction::outbound, "OutBound"},
};

// Of what we send.
constexpr Word<MessageStatus> message_status_words[] = {
    {MessageStatus::pending, "Sent"},        {MessageStatus::sent, "Sent"},
    {MessageStatus::delivered, "Delivered"}, {MessageStatus::read, "Read"},
    {MessageStatus::played, "Read"},         {MessageStatus::failed, "Failed"},
};

template <class Ours, std::size_t n>
std::string_view theirs_of(const Word<Ours> (&words)[n], Ours ours) {
  for (const auto& word : words) {
    if (word.ours == ours) return word.theirs;
  }
  return {};
}

std::string_view word_of_status(const MessageRow& row) {
  if (row.direction == Direction::inbound) return row.read_here ? "Read" : "Unread";
  return theirs_of(message_status_words, row.status);
}

void write_tags(JsonWriter& json, const Spelling& spelling, const std::vector<Tag>& tags) {
  json.key("tags").open('[');
  for (const auto& tag : tags) write_tag(json, spelling, tag);
  json.close(']');
}

std::string_view object_or_empty(std::string_view json) { return json.empty() ? "{}" : json; }

// What a conversation shows of its contact.
void write_contact_brief(JsonWriter& json, const Spelling& spelling, const ContactRow& row) {
  json.open('{')
      .field("uniqueId", spelling.id(kind::contact, row.number))
      .field("name", row.name)
      .field("phone", row.phone)
      .key("attributes")
      .raw(object_or_empty(row.attributes))
      .field("createdAt", row.created_at)
      .field("status", word_of(row.status))
      .close('}');
}

// The members that a conversation has with and without its contact.
void write_origin(JsonWriter& json, const Spelling& spelling, const ConversationRow& row) {
  json.field("uniqueId", spelling.id(kind::conversation, row.number))
      .field("contactId", spelling.id(kind::contact, row.contact))
      .field("organizationId", spelling.organization_id())
      .field("initiatedBy", "Contact");
}

void write_messages(JsonWriter& json, const Spelling& spelling, const std::vector<ShownMessage>& messages) {
  json.key("messages").open('[');
  for (const auto& message : messages) write_message(json, spelling, message);
  json.close(']');
}

void write_conversation_of_contact(JsonWriter& json, const Spelling& spelling,
                                   const ShownConversation& conversation) {
  json.open('{');
  write_origin(json, spelling, conversation.row);
  write_messages(json, spelling, conversation.messages);
  json.field("createdAt", conversation.row.created_at)
      .field("status", word_of(conversation.row.status))
      .close('}');
}

}  // namespace

void write_tag(JsonWriter& json, const Spelling& spelling, const Tag& tag) {
  json.open('{')
      .field("label", tag.name)
      .field("uniqueId", spelling.id(kind::label, tag.id.value))
      .close('}');
}

void write_message(JsonWriter& json, const Spelling& spelling, const ShownMessage& message) {
  const auto& row = message.row;
  const auto data = message_data(spelling, message);
  json.open('{')
      .field("uniqueId", spelling.id(kind::message, row.key.value))
      .field("conversationId", spelling.id(kind::conversation, message.conversation))
      .field("direction", theirs_of(direction_words, row.direction))
      .field("status", word_of_status(row))
      .field("messageType", data.type)
      .field("createdAt", row.at);
  if (message.quoted) json.field("replyToMessageId", spelling.id(kind::message, message.quoted->value));
  json.field("whatsAppMessageId", is_local(row.wamid) ? std::string_view() : row.wamid);
  json.key("messageData").raw(data.json).close('}');
}

void write_conversation(JsonWriter& json, const Spelling& spelling, const ShownConversation& conversation) {
  const auto& row = conversation.row;
  json.open('{').key("contact");
  write_contact_brief(json, spelling, conversation.contact);
  write_origin(json, spelling, row);
  write_messages(json, spelling, conversation.messages);
  json.field("createdAt", row.created_at)
      .field("numberOfUnreadMessages", row.unread_count)
      .field("totalMessages", conversation.total_messages)
      .field("status", word_of(row.status));
  if (conversation.assignee) {
    json.key("assignedTo");
    write_member(json, spelling.seal(), spelling.organization(), *conversation.assignee);
  }
  write_tags(json, spelling, conversation.tags);
  json.close('}');
}

void write_contact(JsonWriter& json, const Spelling& spelling, const ShownContact& contact) {
  const auto& row = contact.row;
  json.open('{')
      .field("uniqueId", spelling.id(kind::contact, row.number))
      .field("name", row.name)
      .field("phone", row.phone)
      .key("attributes")
      .raw(object_or_empty(row.attributes))
      .field("createdAt", row.created_at)
      .key("lists")
      .open('[');
  for (const auto& list : contact.lists) write_list(json, spelling, list);
  json.close(']').field("status", word_of(row.status));
  write_tags(json, spelling, contact.tags);
  json.key("conversations").open('[');
  for (const auto& each : contact.conversations) write_conversation_of_contact(json, spelling, each);
  json.close(']').close('}');
}

void write_list(JsonWriter& json, const Spelling& spelling, const ShownList& list) {
  const auto& row = list.row;
  json.open('{')
      .field("uniqueId", spelling.id(kind::list, row.id.value))
      .field("name", row.name)
      .field("description", row.description)
      .field("numberOfContacts", row.contacts)
      .field("numberOfCampaignsSent", 0);
  write_tags(json, spelling, list.tags);
  json.field("createdAt", row.created_at).close('}');
}

// The vendor's schema asks for `organiztionId`, spelt so; its pages spell it right.
void write_notification(JsonWriter& json, const Spelling& spelling, const Notification& notification) {
  json.open('{')
      .field("uniqueId", spelling.id(kind::notification, notification.id.value))
      .field("title", notification.title)
      .field("description", notification.description)
      .field("type", notification.kind);
  if (!notification.link.empty()) json.field("ctaUrl", notification.link);
  json.field("createdAt", notification.created_at)
      .field("read", notification.read_at.has_value())
      .field("organizationId", spelling.organization_id())
      .field("organiztionId", spelling.organization_id())
      .close('}');
}

void write_done(std::string& out) { JsonWriter(out).open('{').field("data", true).close('}'); }

std::vector<ConversationStatus> conversation_statuses(std::string_view word) {
  std::vector<ConversationStatus> ours;
  for (const auto& each : conversation_status_words) {
    if (each.theirs == word) ours.push_back(each.ours);
  }
  return ours;
}

std::optional<ContactStatus> contact_status_called(std::string_view word) {
  for (const auto& each : contact_status_words) {
    if (each.theirs == word) return each.ours;
  }
  return std::nullopt;
}

std::optional<Direction> direction_called(std::string_view word) {
  for (const auto& each : direction_words) {
    if (each.theirs == word) return each.ours;
  }
  return std::nullopt;
}

// Their filter is in small letters, their field in capitals; both are taken.
std::optional<AskedMessageStatus> message_status_called(std::string_view word) {
  using enum MessageStatus;
  const auto is = [word](std::string_view other) { return equal_ignoring_case(word, other); };
  if (is("read")) return AskedMessageStatus{{read, played}, {}};
  if (is("unread")) return AskedMessageStatus{{delivered}, Direction::inbound};
  if (is("sent")) return AskedMessageStatus{{pending, sent}, Direction::outbound};
  if (is("delivered")) return AskedMessageStatus{{delivered}, Direction::outbound};
  if (is("failed") || is("undelivered")) return AskedMessageStatus{{failed}, Direction::outbound};
  return std::nullopt;
}

std::string_view word_of(ConversationStatus status) { return theirs_of(conversation_status_words, status); }

std::string_view word_of(ContactStatus status) {
  const auto word = theirs_of(contact_status_words, status);
  return word.empty() ? deleted_contact_word : word;
}

}  // namespace parley::wapikit
