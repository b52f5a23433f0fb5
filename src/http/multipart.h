#pragma once
// Bodies in parts, as forms with files are sent: multipart/form-data of RFC 7578.

#include <optional>
#include <string_view>
#include <vector>

namespace parley::http {

// One field of a form, as views into the body it was read from.
struct Part {
  std::string_view name;                     // as sent, escapes and all
  std::optional<std::string_view> filename;  // likewise; not to be trusted as a path. Nothing: not a file
  std::string_view content_type;             // empty: not said
  std::string_view body;
};

constexpr std::size_t most_parts = 64;
constexpr std::size_t longest_part_head = 4096;

// The boundary that a Content-Type names; nothing where it is not multipart/form-data or names no valid one.
std::optional<std::string_view> form_boundary(std::string_view content_type);

// All parts in the order sent; nothing where the body is not what RFC 7578 says, is cut off, or passes a limit
// above. Borrows `body`.
std::optional<std::vector<Part>> form_parts(std::string_view body, std::string_view boundary);

// The first part of that name; null where there is none.
const Part* part_named(const std::vector<Part>& parts, std::string_view name);

}  // namespace parley::http
