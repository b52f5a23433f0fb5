#include "dialects/meta/fields.h"

#include "base/text.h"

#include <algorithm>

namespace parley::graph {
namespace {

constexpr std::string_view group = "kapso(";
constexpr std::size_t most_names = 64;

// What stands between the group's brackets; nothing where there is no such group.
std::optional<std::string_view> inside_of_group(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = depth == 0 && (i == 0 || text[i - 1] == ',' || text[i - 1] == ' ');
    if (begins && text.substr(i).starts_with(group)) {
      const auto inside = text.substr(i + group.size());
      const auto end = inside.find_first_of("()");
      if (end == std::string_view::npos || inside[end] != ')') return std::nullopt;
      return inside.substr(0, end);
    }
    depth += (text[i] == '(' || text[i] == '{') ? 1 : (text[i] == ')' || text[i] == '}') ? -1 : 0;
  }
  return std::nullopt;
}

}  // namespace

Fields Fields::read(std::optional<std::string_view> text) {
  const auto inside = text ? inside_of_group(*text) : std::nullopt;
  Fields fields;
  if (!inside) return fields;
  auto rest = *inside;
  while (!rest.empty() && fields.names_.size() < most_names) {
    const auto part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const auto name = trimmed(part);
    if (name == "default" || name == "*" || name == "all") return {};
    if (!name.empty()) fields.names_.emplace_back(name);
  }
  fields.all_ = false;
  return fields;
}

bool Fields::has(std::string_view name) const {
  return all_ || std::find(names_.begin(), names_.end(), name) != names_.end();
}

}  // namespace parley::graph
