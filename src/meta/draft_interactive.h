#pragma once
// What Meta demands of each kind of interactive message (Meta's pages on interactive messages).

#include "meta/draft_rules.h"

namespace parley::meta {

// Of the member `interactive`. A kind that is not known passes.
Refusal interactive_refusal(const Faults& faults, Json interactive);

// Where `media`, at `place`, names neither an uploaded file nor a link to one.
Refusal file_fault(const Faults& faults, Json media, std::string place);

}  // namespace parley::meta
