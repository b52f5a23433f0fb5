#pragma once
// Who may ask: API tokens. Only a token's SHA-256 is kept; the token itself is shown once.

#include "base/time.h"
#include "domain/ids.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace parley {

BOOST_DEFINE_ENUM_CLASS(Api, whats91, wapikit, kirim, vobiz, meta, native)

// Whose token it is, where it is a person's. What they may do is read with it and never older than a second.
struct TokenMember {
  MemberId id;  // 0: of no organization yet
  UserId user;
  bool is_owner = false;          // may do everything
  std::uint64_t permissions = 0;  // of all their roles together, a bit each

  [[nodiscard]] bool may(std::uint64_t needed) const { return is_owner || (permissions & needed) == needed; }
};

struct Token {
  TokenId id;
  OrganizationId organization;
  Api api = Api::native;
  std::optional<SenderId> sender;     // bound to this number of ours; else any of the organization's
  std::optional<TokenMember> member;  // a person's; else a program's
  std::string name;                   // for people; may be empty
  std::string prefix;                 // the head of the token, for recognising it
  std::string last_four;
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> revoked_at;
  std::optional<Timestamp> last_used_at;
  Timestamp created_at;
  bool organization_active = true;

  [[nodiscard]] bool usable(Timestamp now) const {
    return !revoked_at && (!expires_at || now < *expires_at) && organization_active;
  }
};

}  // namespace parley
