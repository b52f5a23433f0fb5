#pragma once
// Names that files may be saved under.

#include <string>
#include <string_view>

namespace parley::media {

constexpr std::size_t longest_name = 180;  // bytes, the ending included

// `said` without a path, control or invisible or direction-changing characters, or what a file system or a shell takes ill;
// never empty, never hidden, with an ending that fits `mime` where it has none. Any bytes in, valid UTF-8 out.
std::string safe_name(std::string_view said, std::string_view mime);

// The value of Content-Disposition (RFC 6266): the name in ASCII, and as it is where that differs (RFC 8187). `name` is a
// safe one.
std::string disposition(bool is_inline, std::string_view name);

}  // namespace parley::media
