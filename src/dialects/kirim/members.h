#pragma once
// Members of a JSON body, read one by one. Lengths are counted in code points.

#include "base/json.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parley::kirim {

// Problem invalid `name`, with words that begin with it.
[[noreturn]] void refuse_value(std::string_view name, std::string_view words);
// Problem invalid `missing` and `name`.
[[noreturn]] void refuse_missing(std::string_view name);

struct Length {
  std::size_t least = 0;
  std::size_t most = 0;
};

// Nothing where it is absent; null is refused unless `nullable`, and then reads as the empty text.
std::optional<std::string> text_member(const Json& body, std::string_view name, Length length,
                                       bool nullable = false);
std::string required_text(const Json& body, std::string_view name, Length length);

bool is_within(std::string_view text, Length length);

}  // namespace parley::kirim
