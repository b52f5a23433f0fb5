#pragma once
// Case, in every script that has it.

#include <string>
#include <string_view>

namespace parley {

// `text`, each code point in the form that it shares with its capital and its small form: "ZOË" and "zoë" fold alike,
// and so do Σ, σ and ς. One code point stays one, so ß is not "ss"; what is no UTF-8 stays as it is. The view is into
// `room`, which grows as needed and serves for many texts.
std::string_view fold_case(std::string_view text, std::string& room);

}  // namespace parley
