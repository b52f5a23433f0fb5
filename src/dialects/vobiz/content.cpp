// What a message says, as the object that its type has at Meta: a text's, a medium's, or what came.

#include "dialects/vobiz/mapping.h"

namespace parley::vobiz {
namespace {

bool is_media(const MessageRow& row) {
  for (const auto part :
       {row.media_id, row.media_mime_type, row.media_filename, row.media_url, row.caption}) {
    if (!part.empty()) return true;
  }
  return false;
}

void given(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

}  // namespace

std::string content_of(const MessageRow& row) {
  if (!row.object.empty()) return std::string(row.object);
  std::string content;
  JsonWriter json(content);
  json.open('{');
  if (is_media(row)) {
    given(json, "id", row.media_id);
    given(json, "link", row.media_url);
    given(json, "mime_type", row.media_mime_type);
    given(json, "filename", row.media_filename);
    given(json, "caption", row.caption);
  } else if (row.type == "text" || !row.text.empty()) {
    json.field("body", row.text);
  }
  json.close('}');
  return content;
}

}  // namespace parley::vobiz
