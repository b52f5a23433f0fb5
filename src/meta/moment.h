#pragma once
// Meta's times: seconds since 1970 mostly, as a string or a number.

#include "base/time.h"

#include <optional>
#include <string_view>

namespace parley::meta {

// Up to ten digits are seconds, thirteen are milliseconds, RFC 3339 is taken as well; nothing for anything
// else, zero and negative ones among it.
std::optional<Timestamp> moment_of(std::string_view text);

}  // namespace parley::meta
