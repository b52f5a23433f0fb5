#pragma once
// Meta's webhook bodies, read into facts. Pure and tolerant: whatever is a JSON object gives an answer; what
// is odd in it is kept, never a reason to drop its neighbours (Meta's webhook pages, and every oddity seen in
// the wild).

#include "domain/fact.h"

#include <optional>
#include <string_view>

namespace parley::meta {

// Nothing where `body` is no JSON object. `received` stands in for times that cannot be used. Slices are
// exact, also where texts are broken. Parked is what has no id, names nobody it could belong to, or is of
// another JSON kind.
std::optional<Facts> parse_webhook(std::string_view body, Timestamp received);

}  // namespace parley::meta
