#pragma once
// A client's file on its way to Meta, for whoever then sends it.

#include "dialects/dialect.h"
#include "domain/conversation.h"
#include "media/library.h"
#include "meta/graph_client.h"

namespace parley {

// Meta's id of the file, good for 30 days; kept in our folder, too, where there is one. An Attempt where it came to nothing:
// refused with Meta's own error, no_token, or Meta could not be reached. `context.upstream` is there.
Task<meta::GraphResult<std::string>> upload_file(Context& context, Sender sender, media::NewFile file);

}  // namespace parley
