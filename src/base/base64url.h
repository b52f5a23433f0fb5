#pragma once
// Base64 with - and _ and without padding (RFC 4648, 5).

#include <optional>
#include <string>
#include <string_view>

namespace parley {

std::string to_base64url(std::string_view bytes);
// Nothing for a text that to_base64url would not write.
std::optional<std::string> of_base64url(std::string_view text);

}  // namespace parley
