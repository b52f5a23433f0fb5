#pragma once
// Who a call is by.

#include "base/problem.h"
#include "dialects/dialect.h"

namespace parley::wapikit {

// A person. Problem: forbidden "permission" where the token is a program's.
inline const TokenMember& person_of(const Call& call) {
  if (call.token->member) return *call.token->member;
  throw Problem(Problem::Kind::forbidden, "permission", "You are not authorized to access this resource.");
}

inline bool is_owner(const Call& call) { return !call.token->member || call.token->member->is_owner; }

// Nobody hands out what they may not do themselves. Problem: forbidden "grant".
inline void need_own(const Call& call, std::uint64_t permissions) {
  if (is_owner(call) || call.token->member->may(permissions)) return;
  throw Problem(Problem::Kind::forbidden, "grant", "You cannot grant a permission that you do not have");
}
inline void need_owner(const Call& call) {
  if (is_owner(call)) return;
  throw Problem(Problem::Kind::forbidden, "owner", "Only an owner of the organization may do this");
}

}  // namespace parley::wapikit
