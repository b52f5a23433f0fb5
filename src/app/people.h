#pragma once
// People who log in, as commands and the demo make them.

#include "app/open_store.h"

#include <optional>
#include <string>

namespace parley::app {

struct NewPerson {
  OrganizationId organization;
  std::string email, username, name;
  std::string password;
  bool is_owner = false;
};

// A new user, or the one with that email, who joins; theirs stays their password then, and false comes back. Throws
// Problem::conflict where they are a member already.
bool add_person(OpenStore& store, const NewPerson& person);

struct PersonsToken {
  OrganizationId organization;
  std::string email;
  std::string name;                     // empty: that of an API key
  std::optional<Timestamp> expires_at;  // nothing: as long as an API key lasts
};

// The token's text. Throws Problem::not_found where nobody with that email is a member.
std::string make_persons_token(OpenStore& store, const PersonsToken& wanted);

}  // namespace parley::app
