#include "dialects/kirim/members.h"

#include "base/problem.h"
#include "base/text.h"
#include "dialects/kirim/kirim.h"

namespace parley::kirim {

void refuse_value(std::string_view name, std::string_view words) {
  throw Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

void refuse_missing(std::string_view name) {
  throw Problem::invalid(std::string(missing) + std::string(name), std::string(name) + " is required");
}

bool is_within(std::string_view text, Length length) {
  if (first_code_points(text, length.most).size() < text.size()) return false;
  return length.least == 0 || first_code_points(text, length.least - 1).size() < text.size();
}

std::optional<std::string> text_member(const Json& body, std::string_view name, Length length,
                                       bool nullable) {
  const auto member = body[name];
  if (!member.is_given()) return std::nullopt;
  if (nullable && member.is_absent()) return "";
  if (!member.is_text()) refuse_value(name, "must be a string");
  auto text = member.text();
  if (!is_within(text, length)) {
    refuse_value(name, "must have " + std::to_string(length.least) + " to " + std::to_string(length.most) +
                           " characters");
  }
  return text;
}

std::string required_text(const Json& body, std::string_view name, Length length) {
  auto text = text_member(body, name, length);
  if (!text) refuse_missing(name);
  return *std::move(text);
}

}  // namespace parley::kirim
