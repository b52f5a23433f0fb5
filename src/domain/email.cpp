#include "domain/email.h"

#include "base/text.h"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t longest = 254;

bool is_out_of_place(char c) {
  constexpr std::string_view marks = "\"'<>()[]\\,;:";
  const auto code = static_cast<unsigned char>(c);
  return code <= ' ' || code == 0x7F || marks.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> email_of(std::string_view text) {
  text = trimmed(text);
  if (text.size() > longest || !is_storable_utf8(text)) return std::nullopt;
  if (std::ranges::any_of(text, is_out_of_place)) return std::nullopt;
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos) return std::nullopt;
  const auto host = text.substr(at + 1);
  const auto dot = host.find('.');
  const bool has_host = dot != 0 && dot != std::string_view::npos && !host.ends_with('.');
  if (!has_host || host.find('@') != std::string_view::npos) return std::nullopt;
  return ascii_lower(text);
}

}  // namespace parley
