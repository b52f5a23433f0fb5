#include "dialects/vobiz/ids.h"

#include "base/problem.h"

namespace parley::vobiz {
namespace {

// Kinds of things, as they are sealed and as a problem names them.
constexpr std::string_view a_conversation = "conversation";
constexpr std::string_view a_contact = "contact";
constexpr std::string_view a_channel = "channel";
constexpr std::string_view a_message = "message";
constexpr std::string_view a_canned_response = "canned response";
constexpr std::string_view a_template = "template";
constexpr std::string_view a_cursor = "message cursor";

}  // namespace

std::string Ids::account() const {
  constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32: each byte is fair
  const auto proof = seal_.proof("account", std::to_string(organization_));
  std::string id = "MA_";
  for (std::size_t i = 0; i < 8; ++i) id += alphabet[static_cast<unsigned char>(proof[i]) % alphabet.size()];
  return id;
}

std::string Ids::conversation(std::int64_t number) const {
  return seal_.uuid(a_conversation, organization_, number);
}
std::string Ids::contact(std::int64_t number) const { return seal_.uuid(a_contact, organization_, number); }
std::string Ids::channel(SenderId id) const { return seal_.uuid(a_channel, organization_, id.value); }
std::string Ids::message(MessageKey key) const { return seal_.uuid(a_message, organization_, key.value); }
std::string Ids::canned_response(CannedResponseId id) const {
  return seal_.uuid(a_canned_response, organization_, id.value);
}
std::string Ids::message_template(std::int64_t metas) const {
  return seal_.uuid(a_template, organization_, metas);
}
std::string Ids::cursor(MessageKey key) const { return seal_.base32(a_cursor, organization_, key.value); }

std::int64_t Ids::number_of(std::string_view kind, std::string_view text) const {
  const auto number = seal_.of_uuid(kind, organization_, text);
  if (!number) throw Problem::not_found(std::string(kind));
  return *number;
}

std::int64_t Ids::conversation_of(std::string_view text) const { return number_of(a_conversation, text); }
std::int64_t Ids::contact_of(std::string_view text) const { return number_of(a_contact, text); }
CannedResponseId Ids::canned_response_of(std::string_view text) const {
  return {number_of(a_canned_response, text)};
}

std::optional<SenderId> Ids::channel_of(std::string_view text) const {
  const auto id = seal_.of_uuid(a_channel, organization_, text);
  return id ? std::optional(SenderId{*id}) : std::nullopt;
}
std::optional<MessageKey> Ids::message_of(std::string_view text) const {
  const auto key = seal_.of_uuid(a_message, organization_, text);
  return key ? std::optional(MessageKey{*key}) : std::nullopt;
}
std::optional<MessageKey> Ids::cursor_of(std::string_view text) const {
  const auto key = seal_.of_base32(a_cursor, organization_, text);
  return key ? std::optional(MessageKey{*key}) : std::nullopt;
}

}  // namespace parley::vobiz
