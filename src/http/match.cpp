#include "http/match.h"

#include "http/params.h"

namespace parley::http {

std::string PathValues::decoded(std::size_t i) const { return percent_decoded(raw(i), false); }

std::optional<PathValues> match(std::string_view pattern, std::string_view path) {
  PathValues values;
  for (;;) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) break;
    if (path.substr(0, brace) != pattern.substr(0, brace)) return std::nullopt;
    path.remove_prefix(brace);
    const auto end = pattern.find('}', brace);
    if (end == std::string_view::npos) return std::nullopt;
    const bool takes_rest = pattern.substr(brace, end - brace).ends_with("...");
    const auto value = takes_rest ? path : path.substr(0, path.find('/'));
    if (value.empty()) return std::nullopt;
    values.add(value);
    path.remove_prefix(value.size());
    pattern.remove_prefix(end + 1);
  }
  if (path != pattern) return std::nullopt;
  return values;
}

}  // namespace parley::http
