#include "dialects/whats91/objects.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace parley::whats91 {
namespace {

namespace dom = simdjson::dom;

// An element, or why there is none.
using Found = simdjson::simdjson_result<dom::element>;

// What is read of it is valid until the next call on this thread.
std::optional<dom::element> parsed(std::string_view text) {
  static thread_local dom::parser parser;
  dom::element root;
  if (text.empty() || parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS)
    return std::nullopt;
  return root;
}

// The member's text; empty where it has none.
std::string_view text_of(const Found& member) {
  std::string_view text;
  return member.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// A number, which Meta sometimes sends as a text.
std::optional<double> number_of(const Found& member) {
  double number = 0;
  if (member.get(number) == simdjson::SUCCESS) return number;
  const auto text = text_of(member);
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

struct Member {
  const char* theirs;
  const char* metas;
};

constexpr Member name_members[] = {
    {"firstName", "first_name"},
    {"lastName", "last_name"},
    {"formattedName", "formatted_name"},
};
constexpr Member phone_members[] = {{"phone", "phone"}, {"type", "type"}, {"wa_id", "wa_id"}};
constexpr Member email_members[] = {{"email", "email"}, {"type", "type"}};

template <std::size_t n>
void write_texts(JsonWriter& json, const Found& from, const Member (&members)[n]) {
  json.open('{');
  for (const auto [theirs, metas] : members) {
    const auto text = text_of(from[metas]);
    if (!text.empty()) json.field(theirs, text);
  }
  json.close('}');
}

template <std::size_t n>
void write_list(JsonWriter& json, const Found& from, const Member (&members)[n]) {
  json.open('[');
  dom::array items;
  if (from.get(items) == simdjson::SUCCESS) {
    for (dom::element item : items) write_texts(json, Found(dom::element(item)), members);
  }
  json.close(']');
}

// The first of those texts of the first error that there is. Valid until the next call on this thread.
std::optional<std::string_view> error_words(std::string_view errors,
                                            std::initializer_list<std::string_view> paths) {
  const auto root = parsed(errors);
  if (!root) return std::nullopt;
  for (const auto path : paths) {
    const auto words = text_of(root->at(0).at_pointer(path));
    if (!words.empty()) return words;
  }
  return std::nullopt;
}

}  // namespace

void write_error(JsonWriter& json, std::string_view errors) {
  json.value(error_words(errors, {"/error_data/details", "/message", "/title"}));
}

std::string error_title(std::string_view errors) {
  return std::string(error_words(errors, {"/title", "/message", "/error_data/details"}).value_or(""));
}

void write_location(JsonWriter& json, std::string_view object) {
  const auto root = parsed(object);
  const auto latitude = root ? number_of((*root)["latitude"]) : std::nullopt;
  const auto longitude = root ? number_of((*root)["longitude"]) : std::nullopt;
  if (!latitude || !longitude) {
    json.value(nullptr);
    return;
  }
  json.open('{').field("latitude", *latitude).field("longitude", *longitude);
  for (const auto* member : {"name", "address"}) {
    const auto text = text_of((*root)[member]);
    if (!text.empty()) json.field(member, text);
  }
  json.close('}');
}

void write_contacts(JsonWriter& json, std::string_view object) {
  const auto root = parsed(object);
  dom::array contacts;
  if (!root || root->get(contacts) != simdjson::SUCCESS) {
    json.value(nullptr);
    return;
  }
  json.open('[');
  for (const auto contact : contacts) {
    json.open('{').key("name");
    write_texts(json, contact["name"], name_members);
    json.key("phones");
    write_list(json, contact["phones"], phone_members);
    json.key("emails");
    write_list(json, contact["emails"], email_members);
    json.close('}');
  }
  json.close(']');
}

}  // namespace parley::whats91
