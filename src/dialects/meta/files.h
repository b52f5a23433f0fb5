#pragma once
// Files under Meta's ids: told and deleted where the id is one. Of media.cpp.

#include "dialects/dialect.h"
#include "domain/conversation.h"

#include <vector>

namespace parley::graph {

// Answers with what is known of the file that the path's second brace names. False, and nothing written, where Meta says that
// it is none and no number was named that it would be of. Problem not_found "object" for a number that is not ours.
Task<bool> tell_file(const Call& call, http::Reply& reply, Context& context,
                     const std::vector<Sender>& numbers);
// The same of deleting it.
Task<bool> delete_file(const Call& call, http::Reply& reply, Context& context,
                       const std::vector<Sender>& numbers);

}  // namespace parley::graph
