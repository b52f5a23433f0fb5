#pragma once
// A draft as its row in the outbox holds it: all but its content, which is the message's.

#include "domain/draft.h"

#include <string>
#include <string_view>

namespace parley::sql {

std::string pack_draft(const Draft& draft);
// What is cut short is empty.
Draft read_draft(std::string_view packed);

}  // namespace parley::sql
