#pragma once
// Kirim's words for what we call otherwise, one table each (words.cpp), and its spellings.

#include "domain/conversation.h"
#include "domain/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::kirim {

std::string_view word_of(ConversationStatus status);
std::string_view word_of(MessageStatus status);
std::string_view word_of_type(std::string_view type);  // of Meta's

// Ours that a word stands for, the one to set first; empty for a word that is none.
std::vector<ConversationStatus> conversation_statuses(std::string_view word);
std::vector<MessageStatus> message_statuses(std::string_view word);

// Of Meta's statuses of templates; what it says of one that is neither to be used nor refused is pending.
std::string_view word_of_template(std::string_view status);
std::vector<std::string> template_statuses(std::string_view word);

bool is_color(std::string_view word);
std::string_view color_of(std::string_view ours);  // gray for what is no color there
constexpr std::string_view usual_color = "gray";

// The code of a message's error by Meta's.
std::string_view error_code_of(std::int64_t metas);

// The digits of +628111222333, the plus being optional; empty for what is no such number.
std::string phone_digits(std::string_view text);
// With its plus; nothing for a person or a group of which no number is known.
std::optional<std::string> phone_of(std::string_view digits);

}  // namespace parley::kirim
