#pragma once
// The way to Meta for calls that are passed on: who they are made as, and how it is told that they came to nothing.

#include "dialects/dialect.h"
#include "domain/attempt.h"
#include "domain/conversation.h"
#include "meta/graph_client.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::graph {

// Problem forbidden "meta" where this server does not speak to Meta.
Upstream& upstream_of(const Context& context);
// Problem forbidden "access token": none is kept for the number.
Problem no_access();
// Throws it.
void need_access(const meta::GraphSender& from);

// Who a call is made as that is about no number by itself: `first`, where an access token of Meta's is kept for it, else the
// first that has one of those numbers, as far as the caller's token may use them, connected ones before others. Where none
// has, `first`.
Task<Sender> speaker_among(const Call& call, Context& context, std::vector<Sender> numbers, Sender first);
// The same of that business account's; nothing where the token may use none of it.
Task<std::optional<Sender>> speaker_of_account(const Call& call, Context& context,
                                               std::vector<Sender> numbers, std::string waba);

// Why a call came to nothing, as it is answered: Meta's own words, or that Meta could not be reached, or did not answer.
MetaError error_of(const Attempt& attempt);

// Makes the request's call of `target`, which is behind the version and with its query, and answers as Meta does; links to
// other pages lead here. Problems: as of onward.h.
Task<> pass(const Call& call, http::Reply& reply, Context& context, Sender number, std::string target);
// Meta's answer to a GET, whatever it is. An Attempt where none came.
Task<meta::GraphResult<meta::GraphAnswer>> ask(Context& context, Sender number, std::string target);
// Hands Meta's answer, or the lack of one, to the client.
void write_answer(const meta::GraphResult<meta::GraphAnswer>& answer, const Call& call, http::Reply& reply);

// As part of a path or a query.
std::string escaped(std::string_view text);

}  // namespace parley::graph
