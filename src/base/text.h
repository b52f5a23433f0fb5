#pragma once
// Text that came from outside: digits of phones, UTF-8 that may be broken, ASCII case.

#include <string>
#include <string_view>

namespace parley {

// The ASCII digits of `text`, in order; what is between them is dropped.
std::string digits_of(std::string_view text);

// Whether `text` is one digit or more and nothing else.
bool is_digits(std::string_view text);

bool is_utf8(std::string_view text);

// Whether `text` is valid UTF-8 without NUL, as both engines keep it.
bool is_storable_utf8(std::string_view text);

// `text` with each broken UTF-8 sequence and each NUL replaced by U+FFFD.
std::string storable_utf8(std::string_view text);

// Without ASCII blanks at either end.
std::string_view trimmed(std::string_view text);

// ASCII letters made small; other bytes as they are.
std::string ascii_lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

// How many code points valid UTF-8 has.
std::size_t code_points(std::string_view text);

// The first `count` code points of valid UTF-8.
std::string_view first_code_points(std::string_view text, std::size_t count);

}  // namespace parley
