#pragma once
// Tokens of people: sessions, which logging in makes, and one API key in each organization.

#include "base/seal.h"
#include "store/members.h"

#include <chrono>
#include <string>

namespace parley::wapikit {

constexpr std::string_view session_name = "session";
constexpr std::string_view api_key_name = "api key";
constexpr std::chrono::days session_life{60};
constexpr std::chrono::days api_key_life{730};

struct IssuedToken {
  TokenId id;
  std::string text;
};

// Makes a token and keeps its hash. `of` is the membership it is used in; of a user without one all zeros.
IssuedToken issue_token(Transaction& in, const Seal& seal, const User& user, const MembershipRow& of,
                        std::string_view name, Timestamp expires_at);
// A new session in the user's first organization where they are an owner, else their first, else in none.
IssuedToken issue_session(Transaction& in, const Seal& seal, const User& user);
IssuedToken issue_session(Transaction& in, const Seal& seal, const User& user, const MembershipRow& of);

}  // namespace parley::wapikit
