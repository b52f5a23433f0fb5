#pragma once
// Who may ask: API tokens. Only a token's SHA-256 is kept; the token itself is shown once.

#include "base/time.h"
#include "domain/ids.h"

#include <boost/describe/enum.hpp>

#include <optional>
#include <string>

namespace parley {

BOOST_DEFINE_ENUM_CLASS(Api, whats91, wapikit, kirim, vobiz, meta, native)

struct Token {
  TokenId id;
  OrganizationId organization;
  Api api = Api::native;
  std::optional<SenderId> sender;  // bound to this number of ours; else any of the organization's
  std::string name;                // for people; may be empty
  std::string prefix;              // the head of the token, for recognising it
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
