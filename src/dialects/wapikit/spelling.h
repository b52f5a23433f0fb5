#pragma once
// How this vendor names our things: a UUID each, and links to media under our own address.

#include "base/seal.h"
#include "dialects/dialect.h"
#include "domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::wapikit {

// A kind of thing: as its ids are sealed, and as callers are told of it.
struct Kind {
  std::string_view sealed;
  std::string_view named;
};

namespace kind {
inline constexpr Kind conversation{"conversation", "conversation"};
inline constexpr Kind message{"message", "message"};
inline constexpr Kind contact{"contact", "contact"};
inline constexpr Kind list{"list", "list"};
inline constexpr Kind label{"label", "tag"};
inline constexpr Kind member{"member", "organization member"};
inline constexpr Kind notification{"notification", "notification"};
inline constexpr Kind campaign{"campaign", "campaign"};
}  // namespace kind

// The ids and addresses of one organization's things. What it is made of must outlive it.
class Spelling {
 public:
  // `origin`: our address without a slash at its end; empty: not known.
  Spelling(const Seal& seal, OrganizationId organization, std::string origin = {});
  // As `call` reached us.
  Spelling(const Call& call, const Context& context);

  [[nodiscard]] const Seal& seal() const { return seal_; }
  [[nodiscard]] OrganizationId organization() const { return organization_; }
  [[nodiscard]] std::string id(Kind kind, std::int64_t number) const;
  [[nodiscard]] const std::string& organization_id() const { return organization_id_; }

  // The number behind an id. Problems: invalid where it is no UUID, not_found where it is none of the organization's.
  [[nodiscard]] std::int64_t number(Kind kind, std::string_view id) const;
  // The same, where an id that is nobody's is not wrong.
  [[nodiscard]] std::optional<std::int64_t> known(Kind kind, std::string_view id) const;

  // Empty where our address is not known or the message has no media id.
  [[nodiscard]] std::string media_link(std::int64_t conversation, std::string_view media_id) const;

 private:
  const Seal& seal_;
  OrganizationId organization_;
  std::string organization_id_;
  std::string origin_;
  std::optional<std::string>* told_origin_ = nullptr;  // the call's, which is told where a link is wanted
};

// The id's text, if it is a UUID; else Problem invalid with the words "invalid … id".
std::string_view checked_id(Kind kind, std::string_view id);

}  // namespace parley::wapikit
