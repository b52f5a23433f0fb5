#pragma once
// The escapes of JSON strings, read by somebody who puts up with anything.

#include <string>
#include <string_view>

namespace parley {

// What stands between two quotes, with its escapes undone. U+FFFD stands for NUL, for each lone surrogate and
// for each escape that JSON does not know; bytes that are no UTF-8 stay as they are.
std::string unescaped(std::string_view source);

// Whether none of its escapes would become U+FFFD in its place.
bool has_sound_escapes(std::string_view source);

}  // namespace parley
