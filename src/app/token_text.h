#pragma once
// The text of a new token, spelt as its API's are. Each holds 144 bits of chance or more.

#include "domain/access.h"

#include <string>

namespace parley::app {

struct TokenText {
  std::string secret;   // what is stored, as a hash, and what a request carries
  std::string auth_id;  // only for an API whose token comes in two parts: secret is auth_id:auth_token
  std::string auth_token;
};

// Throws Problem::conflict for an API whose tokens tell whose they are: people.h makes those.
TokenText make_token_text(Api api);

}  // namespace parley::app
