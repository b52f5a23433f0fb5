#pragma once
// Calls to Meta that an answer waits for: management of templates and numbers. What is to be sent goes to the outbox.

#include "dialects/dialect.h"
#include "domain/attempt.h"
#include "domain/conversation.h"
#include "meta/graph_client.h"

#include <string>
#include <string_view>

namespace parley {

// The body of Meta's answer. Problems: invalid "meta" in Meta's words, conflict "template" where it has such a one,
// forbidden "access token" where it refuses the token or the number has none, unavailable "meta" where it could not be
// asked, asks to come again, or did not answer.
Task<std::string> ask_meta(const Context& context, std::string access_token, meta::GraphCall what);
// With the token that is kept for that number of ours.
Task<std::string> ask_meta_as(const Context& context, Sender sender, meta::GraphCall what);

// A call whose body is JSON.
meta::GraphCall json_call(std::string method, std::string target, std::string body);

// Why a call came to nothing; not of one that was accepted.
Problem problem_of(const Attempt& attempt);

}  // namespace parley
