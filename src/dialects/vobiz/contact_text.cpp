#include "dialects/vobiz/contact_text.h"

#include "base/problem.h"
#include "base/text.h"

#include <algorithm>

namespace parley::vobiz {
namespace {

constexpr std::size_t shortest_phone = 7;
constexpr std::size_t longest_phone = 15;
constexpr std::size_t longest_name = 256;  // bytes, as below
constexpr std::size_t longest_tag = 100;
constexpr std::size_t most_tags = 50;
constexpr std::size_t largest_attributes = 16 << 10;

Problem invalid(std::string_view field, std::string_view words) {
  return Problem::invalid(std::string(field), "invalid " + std::string(field) + ": " + std::string(words));
}

// A text, or nothing where it is not given.
std::optional<std::string> text_of(Json body, std::string_view field) {
  const auto member = body[field];
  if (member.is_absent()) return std::nullopt;
  if (!member.is_text()) throw invalid(field, "must be a string");
  return member.text();
}

std::optional<std::vector<std::string>> tags_of(Json list) {
  if (list.is_absent()) return std::nullopt;
  if (!list.is_array()) throw invalid("tags", "must be a list of strings");
  std::vector<std::string> tags;
  for (const Json tag : list) {
    if (!tag.is_text()) throw invalid("tags", "must be a list of strings");
    add_tag(tags, tag.text());
  }
  return tags;
}

std::optional<std::string> attributes_of(Json object) {
  if (object.is_absent()) return std::nullopt;
  if (!object.is_object()) throw invalid("custom_attributes", "must be an object");
  auto text = object.compact();
  if (text.size() > largest_attributes) throw invalid("custom_attributes", "is too large");
  return text;
}

}  // namespace

ContactText read_contact_text(Json body) {
  ContactText text{.tags = tags_of(body["tags"]), .attributes = attributes_of(body["custom_attributes"])};
  const auto name = text_of(body, "name");
  if (name) text.name = read_name(*name);
  return text;
}

std::string read_phone(std::string_view text) {
  const auto digits = text.substr(text.starts_with('+') ? 1 : 0);
  const bool is_fit = digits.size() < text.size() && is_digits(digits) && digits.front() != '0' &&
                      digits.size() >= shortest_phone && digits.size() <= longest_phone;
  if (!is_fit) throw invalid("phone_number", "must be E.164 format");
  return std::string(digits);
}

std::string read_name(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty()) throw invalid("name", "must not be empty");
  if (name.size() > longest_name) throw invalid("name", "is too long");
  if (!is_storable_utf8(name)) throw invalid("name", "must be UTF-8");
  return std::string(name);
}

void add_tag(std::vector<std::string>& tags, std::string_view text) {
  const auto tag = trimmed(text);
  if (tag.empty() || std::find(tags.begin(), tags.end(), tag) != tags.end()) return;
  if (tag.size() > longest_tag) throw invalid("tags", "one of them is too long");
  if (!is_storable_utf8(tag)) throw invalid("tags", "must be UTF-8");
  if (tags.size() == most_tags) throw invalid("tags", "there are too many");
  tags.emplace_back(tag);
}

}  // namespace parley::vobiz
