#pragma once
// The body of POST /conversation/{id}/messages, read; pure. What is missing or wrong throws Problem::invalid with the words
// the caller reads.

#include "base/json.h"
#include "domain/draft.h"

#include <string>

namespace parley::wapikit {

struct SendBody {
  std::string type;      // Meta's word
  std::string object;    // Meta's JSON of that type; a reaction's has no message_id yet
  std::string reply_to;  // our id of a message or Meta's; empty: none
  std::string target;    // of a reaction: likewise
};
SendBody read_send_body(Json body);

// `quoted`, `target`: Meta's ids of the two. Problem invalid "message" where Meta would refuse it.
Draft draft_of(const SendBody& asked, Identity to, std::string quoted, const std::string& target);

}  // namespace parley::wapikit
