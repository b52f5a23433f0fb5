#pragma once
// Calls to Meta that an answer waits for: management of templates and numbers. What is to be sent goes to the outbox.

#include "dialects/dialect.h"
#include "domain/attempt.h"
#include "domain/conversation.h"
#include "meta/graph_client.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley {

// Whatever Meta answers to a call as that number of ours, or why it did not. A token of the number's that it refuses is held
// against the number, whoever asked. Problem unavailable "meta" where this server does not speak to Meta.
Task<meta::GraphResult<meta::GraphAnswer>> call_as(const Context& context, Sender sender,
                                                   meta::GraphCall what);
// Why that came to nothing: an error, or 2xx with what cannot be read; nothing where Meta did as it was asked.
std::optional<Attempt> failure_of(const meta::GraphResult<meta::GraphAnswer>& result);

// The body of Meta's answer, which is JSON. Problems: those of problem_of, and unavailable "meta" as above.
Task<std::string> ask_meta(const Context& context, std::string access_token, meta::GraphCall what);
// With the token that is kept for that number of ours.
Task<std::string> ask_meta_as(const Context& context, Sender sender, meta::GraphCall what);

// A call whose body is JSON.
meta::GraphCall json_call(std::string method, std::string target, std::string body);

// Why a call came to nothing; not of one that was accepted. Problems: invalid "meta" in Meta's words, conflict "template"
// where it has such a one, forbidden "access token" where it refuses the token or the number has none, unavailable "meta"
// where it could not be asked, asks to come again, or did not answer.
Problem problem_of(const Attempt& attempt);

// Whether Meta refuses who asks and not what is asked: a permission that is missing, an account that is locked or that the
// token does not see (Meta's page "Error codes").
bool is_kept_out(const Attempt& attempt);

// The same as problem_of, of a call about the number's business account; forbidden "account" where it is kept out of that.
Problem problem_with_account(const Attempt& attempt);

// What a person decides by.
const std::string& words_of(const MetaError& error);

}  // namespace parley
