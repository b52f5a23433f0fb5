#pragma once
// A number of ours as Meta knows it, asked with an access token: that Meta answers proves what the token is good for.

#include "dialects/dialect.h"

#include <string>

namespace parley {

struct NumberAtMeta {
  std::string phone;  // digits
  std::string name;   // verified; may be empty
};

// Among the numbers of that business account. Problems: as of ask_meta.h, and invalid "phone_number_id" where the account
// has none such.
Task<NumberAtMeta> number_at_meta(const Context& context, std::string access_token, std::string waba,
                                  std::string phone_number_id);
// By itself. Problems: as of ask_meta.h, and invalid "access token" where Meta tells of another one.
Task<NumberAtMeta> number_at_meta(const Context& context, std::string access_token,
                                  std::string phone_number_id);

}  // namespace parley
