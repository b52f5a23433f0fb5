#pragma once
// A request's body as a form in parts.

#include "dialects/dialect.h"
#include "http/multipart.h"

#include <optional>
#include <vector>

namespace parley {

// Nothing where it is none. Views into the body. A large one is read through beside the thread, where files are kept here.
Task<std::optional<std::vector<http::Part>>> parts_of_form(const Call& call, Context& context);

}  // namespace parley
