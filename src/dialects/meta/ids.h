#pragma once
// How the things of one organization are named: a UUID each, but for messages, which go by Meta's wamid.

#include "base/seal.h"
#include "domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::graph {

class Ids {
 public:
  Ids(const Seal& seal, OrganizationId organization) : seal_(seal), organization_(organization.value) {}

  [[nodiscard]] std::string conversation(std::int64_t number) const { return uuid("conversation", number); }
  [[nodiscard]] std::string contact(std::int64_t number) const { return uuid("contact", number); }
  [[nodiscard]] std::string call(std::int64_t number) const { return uuid("call", number); }
  [[nodiscard]] std::string sender(SenderId id) const { return uuid("sender", id.value); }

  // And back; nothing where it is none of the organization's.
  [[nodiscard]] std::optional<std::int64_t> conversation_of(std::string_view text) const {
    return seal_.of_uuid("conversation", organization_, text);
  }
  [[nodiscard]] std::optional<std::int64_t> contact_of(std::string_view text) const {
    return seal_.of_uuid("contact", organization_, text);
  }

 private:
  [[nodiscard]] std::string uuid(std::string_view kind, std::int64_t number) const {
    return seal_.uuid(kind, organization_, number);
  }

  const Seal& seal_;
  std::int64_t organization_;
};

}  // namespace parley::graph
