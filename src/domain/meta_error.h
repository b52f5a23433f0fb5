#pragma once
// An error as Meta's Graph API words it, whether Meta said it or we say it in Meta's place (Meta's page "Error codes").

#include <string>

namespace parley {

struct MetaError {
  int status = 400;     // of HTTP; 0: it came in a webhook, or no answer came
  int code = 0;         // what a program decides by
  int subcode = 0;      // 0: none
  std::string title;    // "Parameter value is not valid"; the answer's `message` is this behind "(#131009) "
  std::string details;  // error_data.details: what a person decides by; empty: none
  std::string type = "OAuthException";
  std::string trace;  // fbtrace_id; empty: not Meta's

  bool operator==(const MetaError&) const = default;
};

}  // namespace parley
