#pragma once
// Whose a flow is. Meta shows one to any token of its business account, and one token may be of several organizations'
// accounts: so a flow is asked for its account before anything is done with it. Of flows.cpp.

#include "dialects/dialect.h"
#include "domain/conversation.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::graph {

// A number of ours, with a token that Meta shows the flow to, of the account that the flow is of; nothing where it is of none
// that the call may use. Asked of Meta once; then known. Problem unavailable "meta" where Meta could not be asked.
Task<std::optional<Sender>> owner_of_flow(const Call& call, Context& context, std::vector<Sender> numbers,
                                          std::string id);

}  // namespace parley::graph
