#pragma once
// Our rows in Whats91's words: left theirs, right ours.

#include "base/json_writer.h"
#include "domain/conversation.h"
#include "domain/message.h"
#include "store/query.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace parley::whats91 {

// {"success":true,"message":…,"data":{ and its end. What stands between are data's members.
void open_success(JsonWriter& json, std::string_view message);
void close_success(JsonWriter& json, std::string_view request_id);

// The member "metadata" of every answer.
void write_metadata(JsonWriter& json, std::string_view request_id);

void write_conversation(JsonWriter& json, const ConversationRow& row);
void write_message(JsonWriter& json, const MessageRow& row);

// The members "summary" and "pagination" of data.
void write_summary(JsonWriter& json, const ConversationSummary& summary);
void write_pagination(JsonWriter& json, std::int64_t offset, std::int64_t limit, const PageCount& page);

// Theirs for ours.
std::string_view status_word(MessageStatus status);
std::string_view type_word(std::string_view type);

// Ours for a word of theirs; empty where the word is not one of them.
std::vector<ConversationStatus> conversation_statuses(std::string_view word);
std::vector<MessageStatus> message_statuses(std::string_view word);
// Meta's types that are shown as that messageType; empty for no word.
std::vector<std::string> message_types(std::string_view word);

}  // namespace parley::whats91
