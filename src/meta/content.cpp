#include "meta/content.h"

#include "meta/display_text.h"

#include <algorithm>
#include <string_view>

namespace parley::meta {
namespace {

constexpr std::string_view media_types[] = {"image",   "video", "audio",     "document",
                                            "sticker", "voice", "video_note"};
constexpr std::string_view other_types[] = {"text",   "location", "contacts",    "interactive",
                                            "button", "order",    "reaction",    "system",
                                            "edit",   "revoke",   "unsupported", "template"};

template <class Types>
bool contains(const Types& types, std::string_view type) {
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

Media media_of(Json object, std::string_view type) {
  auto url = object["url"].text();
  return {
      .id = object["id"].text(),
      .mime_type = object["mime_type"].text(),
      .sha256 = object["sha256"].text(),
      .filename = object["filename"].text(),
      .url = url.empty() ? object["link"].text() : std::move(url),
      .voice = type == "voice" || object["voice"].is_true(),
      .animated = object["animated"].is_true(),
  };
}

}  // namespace

bool is_media(std::string_view type) { return contains(media_types, type); }

std::string type_of(Json message) {
  auto type = message["type"].text();
  if (!type.empty()) return type;
  for (const Json member : message) {
    auto name = member.name();
    if (is_media(name) || contains(other_types, name)) return name;
  }
  return "unknown";
}

Content content_of(Json message) {
  auto type = type_of(message);
  const Json object = message[type];
  auto content = content_of(std::move(type), object);
  content.errors = errors_of(message["errors"]);
  return content;
}

Content content_of(std::string type, Json object) {
  Content content{.type = std::move(type)};
  const bool is_object = object.is_object();
  const bool is_known = is_media(content.type);
  // A type of media that nobody has seen yet tells itself by its MIME type.
  if (is_object && (is_known || !object["mime_type"].is_empty())) {
    content.media = media_of(object, content.type);
    content.caption = object["caption"].text();
  }
  const bool is_kept = is_object || object.is_array();
  if (is_kept && !is_known && content.type != "text") content.object = object.compact();
  if (!is_known && !content.media) content.text = display_text(content.type, object);
  return content;
}

std::string errors_of(Json errors) {
  if (errors.is_empty()) return {};
  if (errors.is_array()) return errors.compact();
  return errors.is_object() ? '[' + errors.compact() + ']' : std::string();
}

}  // namespace parley::meta
