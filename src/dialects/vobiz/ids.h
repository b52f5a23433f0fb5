#pragma once
// How the things of one organization are named to its clients: the same UUIDs in both states of the API.

#include "base/seal.h"
#include "domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::vobiz {

class Ids {
 public:
  Ids(const Seal& seal, OrganizationId organization) : seal_(seal), organization_(organization.value) {}

  // MA_ and eight capitals or digits: the same for all tokens of the organization.
  [[nodiscard]] std::string account() const;

  [[nodiscard]] std::string conversation(std::int64_t number) const;
  [[nodiscard]] std::string contact(std::int64_t number) const;
  [[nodiscard]] std::string channel(SenderId id) const;
  [[nodiscard]] std::string message(MessageKey key) const;
  [[nodiscard]] std::string canned_response(CannedResponseId id) const;
  // By Meta's id of it.
  [[nodiscard]] std::string message_template(std::int64_t metas) const;
  // A place in the messages of a conversation: that of this message.
  [[nodiscard]] std::string cursor(MessageKey key) const;

  // And back. What is not ours throws not_found of that thing.
  [[nodiscard]] std::int64_t conversation_of(std::string_view text) const;
  [[nodiscard]] std::int64_t contact_of(std::string_view text) const;
  [[nodiscard]] CannedResponseId canned_response_of(std::string_view text) const;
  // Nothing where it is not ours.
  [[nodiscard]] std::optional<SenderId> channel_of(std::string_view text) const;
  [[nodiscard]] std::optional<MessageKey> message_of(std::string_view text) const;
  [[nodiscard]] std::optional<MessageKey> cursor_of(std::string_view text) const;

 private:
  [[nodiscard]] std::int64_t number_of(std::string_view kind, std::string_view text) const;

  const Seal& seal_;
  std::int64_t organization_;
};

}  // namespace parley::vobiz
