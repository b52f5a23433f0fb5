#pragma once
// Bodies as they are kept: Zstandard, level 1.

#include <string>
#include <string_view>

namespace parley::sql {

std::string compressed(std::string_view bytes);

// `size` is what it was before; throws std::runtime_error for bytes that are not of that size.
std::string decompressed(std::string_view bytes, std::size_t size);

}  // namespace parley::sql
