#pragma once
// What Meta demands of each type of message that can be sent (Meta's pages on sending messages).

#include "meta/draft_rules.h"

namespace parley::meta {

// Why Meta would refuse `object`, the member that `type` names; nothing where it would not, as far as can be told here:
// files, templates, catalogs and flows are known to Meta alone. What is of a type that nobody has seen yet passes.
Refusal refusal_of(std::string_view type, Json object);

}  // namespace parley::meta
