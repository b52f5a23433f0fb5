#pragma once
// What the Graph API answers, both ways: read into what came of an attempt, and written in Meta's place.

#include "domain/attempt.h"
#include "domain/draft.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace parley::meta {

// An answer to POST /{phone_number_id}/messages. `retry_after`: what the answer's Retry-After asks for.
Attempt read_send_answer(int status, std::string_view body, const Tried& tried,
                         std::chrono::milliseconds retry_after = std::chrono::milliseconds{0});

// Nothing of the request left this machine, for a reason to be shown: it may be sent again.
Attempt not_sent(const std::string& reason, const Tried& tried);
// The request was sent at least in part, and no answer to it came: what became of it is unknown.
Attempt no_answer(const std::string& reason);

// The error that an answer tells; nothing where it is 2xx and tells none. What is no error of Meta's (a proxy's page, an
// "error" without a code, or nothing) gives code 131000 with words about the status, and `is_metas` false.
struct ReadError {
  MetaError error;
  bool is_metas = true;
  bool is_transient = false;
};
std::optional<ReadError> read_error(int status, std::string_view body);

// {"error":{"message":"(#131047) Re-engagement message",…}}
std::string error_body(const MetaError& error);
// The same as webhooks and the store have it: [{"code":131047,"title":…,"message":…,"error_data":{"details":…}}]; what else
// Meta's answer had (subcode, trace, a status or type of its own) stands behind.
std::string errors_array(const MetaError& error);
// And back: the first of such an array. A webhook's reads as well; what is none reads as 131000.
MetaError first_error(std::string_view errors);
// What Meta answers to a draft that it took.
std::string accepted_body(const Draft& draft, const Attempt& attempt);

}  // namespace parley::meta
