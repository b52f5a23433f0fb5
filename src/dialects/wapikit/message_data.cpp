// What a message says, as one of this vendor's thirteen types. What Meta sent in a form that a type cannot hold is
// Unsupported, with all that came; no message is ever null.

#include "base/json.h"
#include "dialects/wapikit/mapping.h"

#include <charconv>
#include <cmath>

namespace parley::wapikit {
namespace {

struct MediaWord {
  std::string_view metas;
  std::string_view theirs;
  bool has_caption;
};

constexpr MediaWord media_words[] = {
    {"image", "Image", true},  {"video", "Video", true},       {"audio", "Audio", false},
    {"voice", "Audio", false}, {"document", "Document", true}, {"sticker", "Sticker", false},
};

void write_given(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

// A member of Meta's object that is a number, or a text that spells one.
std::optional<double> number_of(Json member) {
  const auto text = member.text();
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

void write_media(JsonWriter& json, const Spelling& spelling, const ShownMessage& message,
                 const MediaWord& word) {
  const auto& row = message.row;
  json.field("id", row.media_id);
  write_given(json, "link", spelling.media_link(message.conversation, row.media_id));
  if (word.metas == "document") json.field("fileName", row.media_filename);
  if (word.has_caption) write_given(json, "caption", row.caption);
}

// False where there is no place on the map.
bool write_location(JsonWriter& json, Json object) {
  const auto latitude = number_of(object["latitude"]);
  const auto longitude = number_of(object["longitude"]);
  if (!latitude || !longitude) return false;
  json.field("latitude", *latitude).field("longitude", *longitude);
  write_given(json, "address", object["address"].text());
  write_given(json, "name", object["name"].text());
  return true;
}

void write_reaction(JsonWriter& json, Json object) {
  json.field("reaction", object["emoji"].text());
  write_given(json, "messageId", object["message_id"].text());
}

// The answer to buttons, a list or a form; of anything else what is read of it.
void write_interactive(JsonWriter& json, const MessageRow& row, Json object) {
  if (row.type == "button") {
    json.field("type", "button").field("title", object["text"].text()).field("id", object["payload"].text());
    return;
  }
  const auto type = object["type"].text();
  const Json answer = object[type];
  const auto title = answer["title"].text();
  const auto id = answer["id"].text();
  json.field("type", type)
      .field("title", title.empty() ? row.text : std::string_view(title))
      .field("id", id.empty() ? answer["name"].text() : id);
  write_given(json, "description", answer["description"].text());
  write_given(json, "responseJson", answer["response_json"].text());
}

// An address is what the form of that name was filled in with.
bool is_address(Json object) { return object["nfm_reply"]["name"].text() == "address_message"; }

void write_address(JsonWriter& json, const MessageRow& row, Json object) {
  const auto form = object["nfm_reply"]["response_json"].text();
  const auto tree = JsonTree::read(form);
  const auto values = tree ? tree->root()["values"] : Json();
  json.field("text", row.text).key("values").raw(values.is_object() ? values.compact() : "{}");
}

void write_template(JsonWriter& json, Json object) {
  const Json language = object["language"];
  const Json components = object["components"];
  json.field("name", object["name"].text())
      .field("language", language.is_object() ? language["code"].text() : language.text())
      .key("components")
      .raw(components.is_array() ? components.compact() : "[]");
}

void write_unsupported(JsonWriter& json, const MessageRow& row, Json object) {
  json.field("type", row.type);
  write_given(json, "text", row.text);
  if (object.is_object()) json.key("data").raw(object.compact());
}

// The type of what was written; nothing was where it is "Unsupported".
std::string_view write_known(JsonWriter& json, const Spelling& spelling, const ShownMessage& message,
                             Json object) {
  const auto& row = message.row;
  for (const auto& word : media_words) {
    if (row.type != word.metas) continue;
    write_media(json, spelling, message, word);
    return word.theirs;
  }
  if (row.type == "text") {
    json.field("text", row.text);
    return "Text";
  }
  if (row.type == "location" && write_location(json, object)) return "Location";
  if (row.type == "contacts") {
    json.key("contacts").raw(object.is_array() ? object.compact() : "[]");
    return "Contacts";
  }
  if (row.type == "reaction") {
    write_reaction(json, object);
    return "Reaction";
  }
  if (row.type == "interactive" && is_address(object)) {
    write_address(json, row, object);
    return "Address";
  }
  if (row.type == "interactive" || row.type == "button") {
    write_interactive(json, row, object);
    return "Interactive";
  }
  if (row.type == "template") {
    write_template(json, object);
    return "Template";
  }
  write_unsupported(json, row, object);
  return "Unsupported";
}

}  // namespace

MessageData message_data(const Spelling& spelling, const ShownMessage& message) {
  const auto tree = JsonTree::read_any(message.row.object);
  MessageData data;
  JsonWriter json(data.json);
  json.open('{');
  data.type = write_known(json, spelling, message, tree ? tree->root() : Json());
  json.close('}');
  return data;
}

}  // namespace parley::wapikit
