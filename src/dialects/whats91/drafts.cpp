#include "dialects/whats91/drafts.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"
#include "meta/draft.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::whats91 {
namespace {

constexpr std::array media_types{"image", "video", "audio", "document"};
constexpr std::array button_types{"interactive", "button", "buttons"};
constexpr std::array list_types{"list", "interactive_list"};
// Of Meta's own shape, as far as Whats91 takes it.
constexpr std::array meta_types{"text",     "image",    "video",    "audio",       "document", "sticker",
                                "location", "contacts", "template", "interactive", "reaction"};
constexpr std::size_t most_buttons = 3;

bool is_of(const auto& types, std::string_view type) {
  return std::ranges::any_of(types, [&](std::string_view each) { return each == type; });
}

// What they gave no type for is known by what it has.
std::string type_of(const Json& body, const std::string& media_id) {
  auto type = first_text(body, {"type"});
  if (!type.empty()) return type;
  if (!body["buttons"].is_empty()) return "buttons";
  if (!body["sections"].is_empty()) return "list";
  const auto media = first_text(body, {"mediaUrl", "media_url", "mediaId", "media_id"});
  if (!media.empty() || !media_id.empty())
    throw Problem::invalid("type", "type must say what kind of media this is");
  return "text";
}

std::string text_of(const Json& body) {
  auto text = first_text(body, {"text", "messageText", "message_text", "body", "message"});
  if (text.empty()) throw Problem::invalid("text", "A text is missing");
  return text;
}

void write_text(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.key(name).open('{').field("text", text).close('}');
}

std::string media_object(const Json& body, std::string_view type, const std::string& media_id) {
  const auto link = first_text(body, {"mediaUrl", "media_url"});
  const auto id = media_id.empty() ? first_text(body, {"mediaId", "media_id"}) : media_id;
  if (link.empty() && id.empty()) throw Problem::invalid("media", "A media URL or id is missing");
  const auto caption = first_text(body, {"caption"});
  const auto filename = first_text(body, {"filename"});
  std::string out;
  JsonWriter json(out);
  json.open('{').field(id.empty() ? "link" : "id", id.empty() ? link : id);
  if (!caption.empty() && type != "audio") json.field("caption", caption);
  if (!filename.empty() && type == "document") json.field("filename", filename);
  json.close('}');
  return out;
}

std::string buttons_object(const Json& body) {
  if (body["buttons"].is_empty() || !body["buttons"].is_array() || body["buttons"].size() > most_buttons)
    throw Problem::invalid("buttons", "buttons must be one to three of {id, title}");
  std::string out;
  JsonWriter json(out);
  json.open('{').field("type", "button");
  json.key("body").open('{').field("text", text_of(body)).close('}');
  write_text(json, "footer", first_text(body, {"footerText"}));
  json.key("action").open('{').key("buttons").open('[');
  for (const auto button : body["buttons"]) {
    json.open('{').field("type", "reply").key("reply").open('{');
    json.field("id", button["id"].text()).field("title", button["title"].text()).close('}').close('}');
  }
  json.close(']').close('}').close('}');
  return out;
}

std::string list_object(const Json& body) {
  if (!body["sections"].is_array() || body["sections"].is_empty())
    throw Problem::invalid("sections", "sections must hold rows of {id, title}");
  std::string out;
  JsonWriter json(out);
  json.open('{').field("type", "list");
  if (const auto header = first_text(body, {"headerText"}); !header.empty())
    json.key("header").open('{').field("type", "text").field("text", header).close('}');
  json.key("body").open('{').field("text", text_of(body)).close('}');
  write_text(json, "footer", first_text(body, {"footerText"}));
  json.key("action").open('{').field("button", first_text(body, {"buttonText"}));
  json.key("sections").raw(body["sections"].compact()).close('}').close('}');
  return out;
}

Identity recipient(const std::string& input) {
  Identity to;
  if (looks_like_parent_bsuid(input)) {
    to.parent = input;
  } else if (looks_like_bsuid(input)) {
    to.bsuid = input;
  } else {
    to.phone = digits_of(input);
  }
  if (to.empty()) throw Problem::invalid("to", "Missing required parameter: to");
  return to;
}

std::string input_of(const Json& body) {
  return first_text(body, {"to", "receiverId", "receiver_id", "receiver"});
}

Draft draft_of(const Json& body, std::string type, const std::string& object) {
  const auto tree = JsonTree::read(object);
  meta::DraftParts parts{.type = std::move(type), .object = tree->root()};
  parts.input = input_of(body);
  parts.to = recipient(parts.input);
  auto made = meta::make_draft(std::move(parts));
  if (const auto* error = std::get_if<MetaError>(&made))
    throw Problem::invalid("message", error->details.empty() ? error->title : error->details);
  return std::get<Draft>(std::move(made));
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  for (const auto value : list) texts.push_back(value.text());
  return texts;
}

}  // namespace

std::string first_text(const Json& body, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    auto text = body[name].text();
    if (!trimmed(text).empty()) return text;
  }
  return {};
}

Draft read_chat(const Json& body, const std::string& media_id) {
  const auto type = type_of(body, media_id);
  if (type == "text") {
    std::string object;
    JsonWriter(object).open('{').field("body", text_of(body)).close('}');
    return draft_of(body, "text", object);
  }
  if (is_of(media_types, type)) return draft_of(body, type, media_object(body, type, media_id));
  if (is_of(button_types, type)) return draft_of(body, "interactive", buttons_object(body));
  if (is_of(list_types, type)) return draft_of(body, "interactive", list_object(body));
  throw Problem::invalid("chat type", "Unsupported chat message type: " + type);
}

TemplateAsked read_template_asked(const Json& body) {
  TemplateAsked asked{.name = first_text(body, {"templateName", "template_name"})};
  asked.language = first_text(body, {"language"});
  asked.input = input_of(body);
  asked.to = recipient(asked.input);
  if (asked.name.empty()) throw Problem::invalid("templateName", "Missing required parameter: templateName");
  return asked;
}

Draft read_template(const Json& body, const Template& of, const std::string& media_id,
                    const std::string& filename) {
  TemplateValues values{.parameters = texts_of(body["parameters"])};
  const auto* const buttons = body["buttonParameters"].is_empty() ? "button_parameters" : "buttonParameters";
  values.button_parameters = texts_of(body[buttons]);
  values.link = first_text(body, {"mediaUrl", "media_url", "mediaurl"});
  values.media_id = media_id;
  values.filename = filename;
  return draft_of(body, "template", template_object(of, values));
}

Draft read_meta_message(const std::string& text) {
  const auto tree = JsonTree::read(text);
  const auto root = tree ? tree->root() : Json();
  if (first_text(root, {"to", "recipient"}).empty())
    throw Problem::invalid("to", "Missing required parameter: to");
  auto type = first_text(root, {"type"});
  if (type.empty()) type = "text";
  if (!is_of(meta_types, type) || !root["status"].is_absent())
    throw Problem::invalid("message type", "Unsupported message type: " + type);
  if (root[type].is_absent()) throw Problem::invalid("type object", "Missing the object of type " + type);
  auto read = meta::read_send_request(text);
  if (auto* draft = std::get_if<Draft>(&read)) return std::move(*draft);
  const auto& error = std::get<MetaError>(read);
  throw Problem::invalid("message", error.details.empty() ? error.title : error.details);
}

}  // namespace parley::whats91
