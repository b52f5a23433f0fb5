#include "meta/draft_rules.h"

#include "base/text.h"
#include "meta/graph_codes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace parley::meta {
namespace {

constexpr int invalid_parameter = 100;  // the code that speaks in its title

MetaError worded(int code, std::string words) {
  if (code != invalid_parameter) return meta_error(code, std::move(words));
  auto error = meta_error(code);
  error.title = std::move(words);
  return error;
}

bool spells_number(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

std::string_view kind_words(Kind kind) {
  switch (kind) {
    case Kind::text:
    case Kind::link: return "must be a string.";
    case Kind::number: return "must be a number.";
    case Kind::list: return "must be an array.";
    case Kind::object: return "must be a JSON object.";
  }
  return {};
}

bool is_of(Kind kind, Json value) {
  switch (kind) {
    case Kind::text: return value.is_text() || value.is_number();
    case Kind::link: return value.is_text();
    case Kind::number: return value.is_number() || (value.is_text() && spells_number(value.text()));
    case Kind::list: return value.is_array();
    case Kind::object: return value.is_object();
  }
  return false;
}

class Walk {
 public:
  Walk(const Faults& faults, const Rule& rule) : faults_(faults), rule_(rule), place_(faults.type) {}

  Refusal down(std::string_view path, Json at) {
    if (path.empty()) return check(at);
    const auto end = std::min(path.find('.'), path.size());
    auto name = path.substr(0, end);
    const auto rest = path.substr(std::min(end + 1, path.size()));
    const bool optional = name.ends_with('?');
    const bool each = name.ends_with("[]");
    name.remove_suffix(each ? 2 : optional ? 1 : 0);
    const Json member = at[name];
    place_.append("['").append(name).append("']");
    if (each) return through(rest, member);
    if (rest.empty()) return check(member);
    if (member.is_absent()) return optional || rule_.least == 0 ? std::nullopt : missing_behind(rest);
    if (!member.is_object()) return faults_.invalid(place_, kind_words(Kind::object));
    return down(rest, member);
  }

 private:
  // A rule of its own says whether the list must be there.
  Refusal through(std::string_view rest, Json list) {
    const auto length = place_.size();
    std::size_t index = 0;
    for (const Json element : list) {
      place_.append("[").append(std::to_string(index++)).append("]");
      auto refusal = down(rest, element);
      if (refusal) return refusal;
      place_.resize(length);
    }
    return std::nullopt;
  }

  Refusal missing_behind(std::string_view rest) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find('.'), rest.size());
      const auto name = rest.substr(0, std::min(end, rest.find_first_of("?[")));
      place_.append("['").append(name).append("']");
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return faults_.missing(place_);
  }

  Refusal check(Json value) {
    const bool is_said = rule_.kind == Kind::link ? !value.is_empty() : !value.is_absent();
    if (!is_said) return rule_.least == 0 ? std::nullopt : faults_.missing(place_);
    if (!is_of(rule_.kind, value)) return faults_.invalid(place_, kind_words(rule_.kind));
    switch (rule_.kind) {
      case Kind::text: return check_size(code_points(value.text()), " characters long.");
      case Kind::list: return check_size(value.size(), " elements long.");
      case Kind::link:
        return is_link(value.text()) ? std::nullopt : faults_.invalid(place_, "is not a valid URI.");
      default: return std::nullopt;
    }
  }

  Refusal check_size(std::size_t size, std::string_view unit) {
    if (size >= rule_.least && size <= rule_.most) return std::nullopt;
    if (!rule_.words.empty()) return faults_.invalid(std::string(rule_.words));
    if (size == 0) return faults_.missing(place_);
    const bool is_long = size > rule_.most;
    auto words = std::string(is_long ? "must be at most " : "must be at least ");
    words += std::to_string(is_long ? rule_.most : rule_.least);
    return faults_.invalid(place_, words.append(unit));
  }

  const Faults& faults_;
  const Rule& rule_;
  std::string place_;
};

}  // namespace

Refusal Faults::missing(std::string_view place) const {
  return worded(missing_code, "The parameter " + std::string(place) + " is required.");
}

Refusal Faults::invalid(std::string_view place, std::string_view words) const {
  return invalid("Param " + std::string(place) + ' ' + std::string(words));
}

Refusal Faults::invalid(std::string words) const { return worded(invalid_code, std::move(words)); }

Refusal Faults::check(Json object, std::span<const Rule> rules) const {
  for (const auto& rule : rules) {
    auto refusal = Walk(*this, rule).down(rule.path, object);
    if (refusal) return refusal;
  }
  return std::nullopt;
}

bool is_link(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (text.starts_with(scheme)) return text.size() > scheme.size();
  }
  return false;
}

}  // namespace parley::meta
