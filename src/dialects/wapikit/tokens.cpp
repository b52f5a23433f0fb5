#include "dialects/wapikit/tokens.h"

#include "base/secrets.h"
#include "dialects/wapikit/jwt.h"
#include "dialects/wapikit/people.h"

#include <algorithm>

namespace parley::wapikit {
namespace {

constexpr std::size_t id_symbols = 32;  // of 62: 190 bits

}  // namespace

IssuedToken issue_token(Transaction& in, const Seal& seal, const User& user, const MembershipRow& of,
                        std::string_view name, Timestamp expires_at) {
  const bool has_organization = of.organization.value != 0;
  const Claims claims{
      .name = user.name,
      .unique_id = id_of(seal, user.id),
      .username = user.username,
      .email = user.email,
      .role = has_organization ? std::string(access_level(of.is_owner)) : "",
      .organization_id = has_organization ? id_of(seal, of.organization) : "",
      .expires_at = expires_at,
      .id = random_symbols(id_symbols),
  };
  IssuedToken issued{.text = make_jwt(seal, claims)};
  issued.id = add_member_token(in, Api::wapikit, of.organization, user.id, of.member, issued.text,
                               std::string(name), expires_at);
  return issued;
}

IssuedToken issue_session(Transaction& in, const Seal& seal, const User& user) {
  const auto all = memberships(in, user.id);
  const auto owned = std::ranges::find(all, true, &MembershipRow::is_owner);
  if (owned != all.end()) return issue_session(in, seal, user, *owned);
  return issue_session(in, seal, user, all.empty() ? MembershipRow{} : all.front());
}

IssuedToken issue_session(Transaction& in, const Seal& seal, const User& user, const MembershipRow& of) {
  return issue_token(in, seal, user, of, session_name, in.now + session_life);
}

}  // namespace parley::wapikit
