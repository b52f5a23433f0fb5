#pragma once
// Addresses of mail, as people are known by them.

#include <optional>
#include <string>
#include <string_view>

namespace parley {

// The address as it is kept, blanks at its ends dropped and ASCII letters small; nothing where it is none: one @ with
// something before it and a name with a dot behind it, at most 254 bytes of UTF-8 without blanks, quotes, brackets
// and control symbols.
std::optional<std::string> email_of(std::string_view text);

}  // namespace parley
