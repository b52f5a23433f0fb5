#include "dialects/kirim/objects.h"

#include "base/json.h"
#include "dialects/kirim/words.h"

#include <charconv>
#include <cmath>

namespace parley::kirim {
namespace {

// A number, which Meta sometimes sends as a text.
std::optional<double> number_of(const Json& member) {
  const auto text = member.text();
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && error == std::errc() && stop == text.data() + text.size();
  if (!is_number || !std::isfinite(number)) return std::nullopt;
  return number;
}

void write_if_given(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.field(name, text);
}

void write_card(JsonWriter& json, const Json& card) {
  const auto name = card["name"];
  const auto formatted = name["formatted_name"].text();
  json.open('{').field("name", formatted.empty() ? name["first_name"].text() : formatted);
  for (const auto phone : card["phones"]) {
    write_if_given(json, "phone", phone["phone"].text());
    write_if_given(json, "wa_id", phone["wa_id"].text());
    break;
  }
  json.close('}');
}

// The details, else the message, else the title.
std::string words_of(const Json& error) {
  for (const auto& words : {error["error_data"]["details"].text(), error["message"].text()}) {
    if (!words.empty()) return words;
  }
  return error["title"].text();
}

}  // namespace

void write_location(JsonWriter& json, std::string_view object) {
  const auto tree = JsonTree::read(object);
  const auto latitude = tree ? number_of(tree->root()["latitude"]) : std::nullopt;
  const auto longitude = tree ? number_of(tree->root()["longitude"]) : std::nullopt;
  if (!latitude || !longitude) {
    json.value(nullptr);
    return;
  }
  json.open('{').field("latitude", *latitude).field("longitude", *longitude);
  write_if_given(json, "name", tree->root()["name"].text());
  write_if_given(json, "address", tree->root()["address"].text());
  json.close('}');
}

void write_contacts(JsonWriter& json, std::string_view object) {
  const auto tree = JsonTree::read_any(object);
  if (!tree || !tree->root().is_array()) {
    json.value(nullptr);
    return;
  }
  json.open('[');
  for (const auto card : tree->root()) write_card(json, card);
  json.close(']');
}

void write_interactive(JsonWriter& json, std::string_view object) {
  const auto tree = JsonTree::read(object);
  const auto type = tree ? tree->root()["type"].text() : std::string();
  const auto reply = type.empty() ? Json() : tree->root()[type];
  const auto id = reply["id"].text();
  if (id.empty()) {
    json.value(nullptr);
    return;
  }
  json.open('{').field("type", type).field("id", id).field("title", reply["title"].text());
  write_if_given(json, "description", reply["description"].text());
  json.close('}');
}

void write_reaction(JsonWriter& json, std::string_view object) {
  const auto tree = JsonTree::read(object);
  const auto target = tree ? tree->root()["message_id"].text() : std::string();
  if (target.empty()) {
    json.value(nullptr);
    return;
  }
  json.open('{').field("target_message_id", target).field("emoji", tree->root()["emoji"].text()).close('}');
}

void write_button(JsonWriter& json, std::string_view object) {
  const auto tree = JsonTree::read(object);
  if (!tree) {
    json.value(nullptr);
    return;
  }
  json.open('{')
      .field("payload", tree->root()["payload"].text())
      .field("text", tree->root()["text"].text())
      .close('}');
}

void write_error(JsonWriter& json, std::string_view errors) {
  const auto tree = JsonTree::read_any(errors);
  const auto list = tree ? tree->root() : Json();
  if (!list.is_array() || list.is_empty()) {
    json.value(nullptr);
    return;
  }
  const auto error = *list.begin();
  const auto metas = error["code"].integer();
  json.open('{')
      .field("code", error_code_of(metas.value_or(0)))
      .field("message", words_of(error))
      .field("provider_code", metas)
      .close('}');
}

}  // namespace parley::kirim
