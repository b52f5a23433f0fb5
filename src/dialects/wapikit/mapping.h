#pragma once
// Our rows in Wapikit's words: left theirs, right ours. What an answer shows of a thing is put together first
// (gather.h); what is written here asks nobody.

#include "base/json_writer.h"
#include "dialects/wapikit/spelling.h"
#include "domain/conversation.h"
#include "store/contact_lists.h"
#include "store/contacts.h"
#include "store/members.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

struct Tag {
  LabelId id;
  std::string name;
};

struct ShownMessage {
  MessageRow row;
  std::int64_t conversation = 0;
  std::optional<MessageKey> quoted;  // the message it answers, where that is kept
};

struct ShownConversation {
  ConversationRow row;
  ContactRow contact;
  std::optional<Member> assignee;
  std::vector<Tag> tags;
  std::vector<ShownMessage> messages;  // oldest first
  std::int64_t total_messages = 0;
};

struct ShownList {
  ContactListRow row;
  std::vector<Tag> tags;
};

struct ShownContact {
  ContactRow row;
  std::vector<Tag> tags;
  std::vector<ShownList> lists;
  std::vector<ShownConversation> conversations;  // newest first; their contact is this one
};

void write_tag(JsonWriter& json, const Spelling& spelling, const Tag& tag);
void write_message(JsonWriter& json, const Spelling& spelling, const ShownMessage& message);
void write_conversation(JsonWriter& json, const Spelling& spelling, const ShownConversation& conversation);
void write_contact(JsonWriter& json, const Spelling& spelling, const ShownContact& contact);
void write_list(JsonWriter& json, const Spelling& spelling, const ShownList& list);
void write_notification(JsonWriter& json, const Spelling& spelling, const Notification& notification);

// {"data":true}, as what was done is told where nothing is to be shown.
void write_done(std::string& out);

// The members "messageType" and, later in the object, "messageData" (message_data.cpp).
struct MessageData {
  std::string_view type;
  std::string json;
};
MessageData message_data(const Spelling& spelling, const ShownMessage& message);

// Ours for a word of theirs; empty or nothing where the word is not one of them.
std::vector<ConversationStatus> conversation_statuses(std::string_view word);
std::optional<ContactStatus> contact_status_called(std::string_view word);
std::optional<Direction> direction_called(std::string_view word);
struct AskedMessageStatus {
  std::vector<MessageStatus> ours;
  std::optional<Direction> direction;  // of messages in this direction only
};
std::optional<AskedMessageStatus> message_status_called(std::string_view word);

// Theirs for ours.
std::string_view word_of(ConversationStatus status);
std::string_view word_of(ContactStatus status);

}  // namespace parley::wapikit
