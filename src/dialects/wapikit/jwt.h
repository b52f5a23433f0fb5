#pragma once
// The text of a token: a JSON Web Token, as clients take it apart to see whose it is. It counts by its hash, which the
// store keeps; nobody here asks what it says.

#include "base/seal.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::wapikit {

struct Claims {
  std::string name, unique_id, username, email;
  std::string role;             // "Owner", "Member"; empty: of no organization
  std::string organization_id;  // empty: of none
  Timestamp expires_at;
  std::string id;  // never the same twice, and not to be guessed
};

// HS256 under a key of this server's.
std::string make_jwt(const Seal& seal, const Claims& claims);

// What a token says that we signed; nothing for any other text. Whether it still counts is not asked.
std::optional<Claims> read_jwt(const Seal& seal, std::string_view text);

// URL-safe and without padding; back: nothing for a text that is not spelt exactly so.
std::string base64url(std::string_view bytes);
std::optional<std::string> of_base64url(std::string_view text);

}  // namespace parley::wapikit
