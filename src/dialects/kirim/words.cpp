#include "dialects/kirim/words.h"

#include "base/text.h"

#include <algorithm>
#include <span>

namespace parley::kirim {
namespace {

template <class Ours>
struct Word {
  Ours ours;
  std::string_view theirs;
};

constexpr Word<ConversationStatus> conversation_words[] = {
    {ConversationStatus::open, "open"},         {ConversationStatus::pending, "pending"},
    {ConversationStatus::resolved, "resolved"}, {ConversationStatus::blocked, "resolved"},
    {ConversationStatus::deleted, "resolved"},  // shown to nobody; said of one that goes while it is read
};

constexpr Word<MessageStatus> message_words[] = {
    {MessageStatus::pending, "pending"},     {MessageStatus::sent, "sent"},
    {MessageStatus::delivered, "delivered"}, {MessageStatus::read, "read"},
    {MessageStatus::played, "read"},         {MessageStatus::failed, "failed"},
};

// Meta's types that Kirim knows; all others are unsupported there.
constexpr Word<std::string_view> type_words[] = {
    {"text", "text"},         {"image", "image"},       {"video", "video"},
    {"audio", "audio"},       {"voice", "audio"},       {"document", "document"},
    {"sticker", "sticker"},   {"location", "location"}, {"contacts", "contacts"},
    {"template", "template"}, {"button", "button"},     {"interactive", "interactive"},
    {"reaction", "reaction"},
};

constexpr Word<std::string_view> template_words[] = {
    {"APPROVED", "approved"},       {"PENDING", "pending"},   {"IN_APPEAL", "pending"},
    {"PAUSED", "pending"},          {"ARCHIVED", "pending"},  {"LOCKED", "pending"},
    {"FLAGGED", "pending"},         {"REJECTED", "rejected"}, {"DISABLED", "rejected"},
    {"LIMIT_EXCEEDED", "rejected"},
};

constexpr std::string_view colors[] = {"gray",    "red",  "orange", "amber", "yellow", "lime", "green",
                                       "emerald", "teal", "sky",    "blue",  "violet", "pink"};

constexpr Word<std::int64_t> error_words[] = {
    {131047, "outside_24h_window"},
    {132015, "template_paused"},
    {132016, "template_disabled"},
    {132000, "template_param_count_mismatch"},
    {132001, "template_param_format_mismatch"},
    {132012, "template_param_format_mismatch"},
    {1006, "recipient_not_on_whatsapp"},
    {1013, "recipient_blocked"},
    {131053, "media_download_failed"},
};

template <class Ours>
std::string_view theirs_of(std::span<const Word<Ours>> words, Ours ours, std::string_view otherwise) {
  for (const auto& word : words) {
    if (word.ours == ours) return word.theirs;
  }
  return otherwise;
}

template <class Ours>
std::vector<Ours> ours_of(std::span<const Word<Ours>> words, std::string_view theirs) {
  std::vector<Ours> ours;
  for (const auto& word : words) {
    if (word.theirs == theirs) ours.push_back(word.ours);
  }
  return ours;
}

constexpr std::size_t shortest_phone = 7;
constexpr std::size_t longest_phone = 15;

}  // namespace

std::string_view word_of(ConversationStatus status) {
  return theirs_of<ConversationStatus>(conversation_words, status, "resolved");
}

std::string_view word_of(MessageStatus status) {
  return theirs_of<MessageStatus>(message_words, status, "pending");
}

std::string_view word_of_type(std::string_view type) {
  return theirs_of<std::string_view>(type_words, type, "unsupported");
}

std::vector<ConversationStatus> conversation_statuses(std::string_view word) {
  auto ours = ours_of<ConversationStatus>(conversation_words, word);
  std::erase(ours, ConversationStatus::deleted);
  return ours;
}

std::vector<MessageStatus> message_statuses(std::string_view word) {
  return ours_of<MessageStatus>(message_words, word);
}

std::string_view word_of_template(std::string_view status) {
  return theirs_of<std::string_view>(template_words, status, "pending");
}

std::vector<std::string> template_statuses(std::string_view word) {
  const auto ours = ours_of<std::string_view>(template_words, word);
  return {ours.begin(), ours.end()};
}

bool is_color(std::string_view word) {
  return std::find(std::begin(colors), std::end(colors), word) != std::end(colors);
}

std::string_view color_of(std::string_view ours) { return is_color(ours) ? ours : usual_color; }

std::string_view error_code_of(std::int64_t metas) {
  return theirs_of<std::int64_t>(error_words, metas, "whatsapp_upstream_error");
}

std::string phone_digits(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool is_phone =
      is_digits(text) && text.size() >= shortest_phone && text.size() <= longest_phone && text[0] != '0';
  return is_phone ? std::string(text) : std::string();
}

std::optional<std::string> phone_of(std::string_view digits) {
  if (!is_digits(digits) || digits.size() > longest_phone) return std::nullopt;
  return '+' + std::string(digits);
}

}  // namespace parley::kirim
