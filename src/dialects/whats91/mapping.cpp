#include "dialects/whats91/mapping.h"

#include "base/names.h"
#include "dialects/whats91/objects.h"
#include "dialects/whats91/whats91.h"

#include <optional>
#include <span>

namespace parley::whats91 {
namespace {

template <class Ours>
struct Word {
  Ours ours;
  std::string_view theirs;
};

constexpr Word<ConversationStatus> conversation_status_words[] = {
    {ConversationStatus::open, "active"},
    {ConversationStatus::pending, "active"},
    {ConversationStatus::resolved, "closed"},
    {ConversationStatus::blocked, "blocked"},
};

constexpr Word<MessageStatus> message_status_words[] = {
    {MessageStatus::pending, "pending"},     {MessageStatus::sent, "sent"},
    {MessageStatus::delivered, "delivered"}, {MessageStatus::read, "read"},
    {MessageStatus::played, "read"},         {MessageStatus::failed, "failed"},
};

// Meta's types that have another name here; the others keep theirs.
constexpr Word<std::string_view> type_words[] = {
    {"voice", "audio"},
    {"unsupported", "unknown"},
    {"", "unknown"},
};

template <class Ours>
std::string_view theirs_of(std::span<const Word<Ours>> words, Ours ours) {
  for (const auto& word : words) {
    if (word.ours == ours) return word.theirs;
  }
  return {};
}

template <class Ours>
std::vector<Ours> ours_of(std::span<const Word<Ours>> words, std::string_view theirs) {
  std::vector<Ours> ours;
  for (const auto& word : words) {
    if (word.theirs == theirs) ours.push_back(word.ours);
  }
  return ours;
}

std::string_view word_of(ConversationStatus status) {
  return theirs_of<ConversationStatus>(conversation_status_words, status);
}

std::optional<std::string_view> word_of(std::optional<Direction> direction) {
  if (!direction) return std::nullopt;
  return name_of(*direction);
}

bool was_read(const MessageRow& row) {
  if (row.direction == Direction::inbound) return row.read_here;
  return row.status == MessageStatus::read || row.status == MessageStatus::played;
}

// What a person sent us has been delivered by being here.
MessageStatus shown_status(const MessageRow& row) {
  if (row.direction == Direction::outbound) return row.status;
  return row.read_here ? MessageStatus::read : MessageStatus::delivered;
}

// Errors of a message that arrived in the end are history.
bool shows_error(const MessageRow& row) {
  if (row.error.empty()) return false;
  return row.status == MessageStatus::failed || row.direction == Direction::inbound ||
         row.type == "unsupported";
}

bool is_interactive(std::string_view type) { return type == "interactive" || type == "button"; }

// The text before `end`; leaves what comes behind it.
std::string_view take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

void write_labels(JsonWriter& json, std::string_view labels) {
  json.open('[');
  while (!labels.empty()) {
    const auto uid = take_until(labels, '\x1F');
    const auto name = take_until(labels, '\x1E');
    json.open('{').field("uid", uid).field("labelName", name).close('}');
  }
  json.close(']');
}

// The object of a type, where the row is of it.
std::string_view object_if(const MessageRow& row, bool of_type) {
  return of_type ? row.object : std::string_view();
}

}  // namespace

std::string_view status_word(MessageStatus status) {
  return theirs_of<MessageStatus>(message_status_words, status);
}

std::string_view type_word(std::string_view type) {
  const auto theirs = theirs_of<std::string_view>(type_words, type);
  return theirs.empty() ? type : theirs;
}

void open_success(JsonWriter& json, std::string_view message) {
  json.open('{').field("success", true).field("message", message).key("data").open('{');
}

void close_success(JsonWriter& json, std::string_view request_id) {
  json.close('}');
  write_metadata(json, request_id);
  json.close('}');
}

void write_metadata(JsonWriter& json, std::string_view request_id) {
  json.key("metadata").open('{').field("apiVersion", api_version).field("requestId", request_id).close('}');
}

void write_conversation(JsonWriter& json, const ConversationRow& row) {
  json.open('{')
      .field("conversationId", row.number)
      .field("contactPhone", row.contact_phone)
      .nullable("contactName", row.contact_name)
      .field("senderPhoneNumber", row.sender_phone)
      .field("phoneNumberId", row.phone_number_id)
      .nullable("lastMessageId", row.last_wamid)
      .nullable("lastMessageContent", row.last_text)
      .nullable("lastMessageType", row.last_wamid.empty() ? std::string_view() : type_word(row.last_type))
      .field("lastMessageAt", row.last_message_at)
      .field("lastMessageDirection", word_of(row.last_direction))
      .field("unreadCount", row.unread_count)
      .field("totalMessages", row.total_messages)
      .field("isArchived", row.archived)
      .field("isPinned", row.pinned)
      .field("isMuted", row.muted)
      .field("isBlocked", row.status == ConversationStatus::blocked)
      .field("status", word_of(row.status))
      .key("labels");
  write_labels(json, row.labels);
  json.field("createdAt", row.created_at).field("updatedAt", row.updated_at).close('}');
}

void write_message(JsonWriter& json, const MessageRow& row) {
  const bool inbound = row.direction == Direction::inbound;
  json.open('{')
      .field("messageId", row.wamid)
      .field("fromPhone", inbound ? row.peer_phone : row.sender_phone)
      .field("toPhone", inbound ? row.sender_phone : row.peer_phone)
      .field("direction", name_of(row.direction))
      .field("messageType", type_word(row.type))
      .nullable("messageContent", row.text)
      .nullable("mediaUrl", row.media_url)
      .nullable("mediaMimeType", row.media_mime_type)
      .nullable("mediaFilename", row.media_filename)
      .nullable("mediaCaption", row.caption)
      .field("status", status_word(shown_status(row)))
      .field("isRead", was_read(row))
      .field("isPinned", row.pinned)
      .field("isStarred", row.starred)
      .field("timestamp", row.at)
      .key("errorMessage");
  write_error(json, shows_error(row) ? row.error : std::string_view());
  json.key("interactiveData").raw(object_if(row, is_interactive(row.type)));
  json.key("locationData");
  write_location(json, object_if(row, row.type == "location"));
  json.key("contactData");
  write_contacts(json, object_if(row, row.type == "contacts"));
  json.close('}');
}

void write_summary(JsonWriter& json, const ConversationSummary& summary) {
  json.key("summary")
      .open('{')
      .field("totalConversations", summary.total)
      .field("unreadConversations", summary.unread)
      .field("archivedConversations", summary.archived)
      .field("activeConversations", summary.open)
      .field("inboundLastCount", summary.last_inbound)
      .field("outboundLastCount", summary.last_outbound)
      .close('}');
}

void write_pagination(JsonWriter& json, std::int64_t offset, std::int64_t limit, const PageCount& page) {
  json.key("pagination")
      .open('{')
      .field("page", offset / limit + 1)
      .field("limit", limit)
      .field("total", page.total)
      .field("totalPages", (page.total + limit - 1) / limit)
      .field("count", page.count)
      .field("hasMore", offset + limit < page.total)
      .close('}');
}

std::vector<ConversationStatus> conversation_statuses(std::string_view word) {
  return ours_of<ConversationStatus>(conversation_status_words, word);
}

std::vector<MessageStatus> message_statuses(std::string_view word) {
  return ours_of<MessageStatus>(message_status_words, word);
}

std::vector<std::string> message_types(std::string_view word) {
  std::vector<std::string> types;
  if (word.empty()) return types;
  for (const auto type : ours_of<std::string_view>(type_words, word)) types.emplace_back(type);
  types.emplace_back(word);
  return types;
}

}  // namespace parley::whats91
