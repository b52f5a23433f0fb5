#include "meta/moment.h"

#include "base/text.h"

#include <charconv>

namespace parley::meta {

std::optional<Timestamp> moment_of(std::string_view text) {
  text = trimmed(text);
  const auto whole = text.substr(0, text.find('.'));  // 1739321024.0
  if (!is_digits(whole)) return parse_rfc3339(text);
  if (whole.size() > 10 && whole.size() != 13) return std::nullopt;
  if (whole.size() < text.size() && !is_digits(text.substr(whole.size() + 1))) return std::nullopt;

  std::int64_t number = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), number);
  if (number == 0) return std::nullopt;
  return from_millis(whole.size() == 13 ? number : number * 1000);
}

}  // namespace parley::meta
