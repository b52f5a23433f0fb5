#include "dialects/vobiz/drafts.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"
#include "dialects/template_language.h"
#include "meta/content.h"
#include "meta/draft.h"

#include <utility>

namespace parley::vobiz {
namespace {

constexpr std::size_t fewest_digits = 7;
constexpr std::size_t most_digits = 15;

// A telephone number with its plus, or a person's business-scoped id, as contacts without a number are told here.
Identity recipient(const std::string& to) {
  if (looks_like_parent_bsuid(to)) return {.parent = to};
  if (looks_like_bsuid(to)) return {.bsuid = to};
  const auto digits = to.starts_with('+') ? to.substr(1) : std::string();
  const bool is_phone = is_digits(digits) && digits.front() != '0' && digits.size() >= fewest_digits &&
                        digits.size() <= most_digits;
  if (!is_phone) throw Problem::invalid("number", "to must be a phone number in E.164 form: +919876543210");
  return {.phone = digits};
}

Problem no_object(const std::string& type) {
  return Problem::invalid("type object", "The object of type " + type + " is missing");
}

void write_given(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.field(name, text);
}

// `media` in the current state, the type's own name in the legacy one; both are taken in both.
std::string media_object(Json body, const std::string& type) {
  const Json said = body["media"].is_object() ? body["media"] : body[type];
  if (!said.is_object()) throw no_object(type);
  const auto id = said["id"].text();
  const auto link = said[said["link"].is_empty() ? "url" : "link"].text();
  const bool has_caption = type == "image" || type == "video" || type == "document";
  std::string out;
  JsonWriter json(out);
  json.open('{');
  write_given(json, "id", id);
  if (id.empty()) write_given(json, "link", link);
  if (has_caption) write_given(json, "caption", said["caption"].text());
  if (type == "document") write_given(json, "filename", said["filename"].text());
  json.close('}');
  return out;
}

// The legacy pages give the body's texts alone.
void write_parameters(JsonWriter& json, Json parameters) {
  json.key("components").open('[').open('{').field("type", "body").key("parameters").open('[');
  for (const Json each : parameters) {
    if (each.is_object()) {
      json.raw(each.compact());
    } else {
      json.open('{').field("type", "text").field("text", each.text()).close('}');
    }
  }
  json.close(']').close('}').close(']');
}

std::string template_object(Json said) {
  if (!said.is_object()) throw no_object("template");
  const Json wrapped = said["components"]["components"];
  const Json components = wrapped.is_array() ? wrapped : said["components"];
  std::string out;
  JsonWriter json(out);
  json.open('{').field("name", said["name"].text());
  json.key("language").raw(template_language(said["language"]));
  if (!components.is_empty()) {
    json.key("components").raw(components.compact());
  } else if (!said["parameters"].is_empty() && said["parameters"].is_array()) {
    write_parameters(json, said["parameters"]);
  }
  json.close('}');
  return out;
}

std::string object_of(Json body, const std::string& type) {
  if (type == "template") return template_object(body["template"]);
  if (meta::is_media(type)) return media_object(body, type);
  const Json said = body[type];
  if (!said.is_object() && !said.is_array()) throw no_object(type);
  return said.compact();
}

}  // namespace

std::string need_text(Json body, std::string_view name) {
  const auto member = body[name];
  const auto text = member.text();
  const auto inner = trimmed(text);
  if (inner.empty()) throw Problem::invalid(std::string(name), std::string(name) + " is required");
  return std::string(inner);
}

SendBody read_send_body(Json body, State state) {
  SendBody read{.channel = need_text(body, "channel_id")};
  if (state == State::current) read.waba = need_text(body, "waba_id");
  meta::DraftParts parts{.type = need_text(body, "type")};
  parts.input = need_text(body, "to");
  parts.to = recipient(parts.input);
  const auto object = object_of(body, parts.type);
  const auto tree = JsonTree::read_any(object);
  parts.object = tree ? tree->root() : Json();
  const bool is_template = parts.type == "template";
  auto made = meta::make_draft(std::move(parts));
  if (const auto* error = std::get_if<MetaError>(&made)) {
    throw Problem::invalid(is_template ? "template parameter" : "message",
                           error->details.empty() ? error->title : error->details);
  }
  read.draft = std::get<Draft>(std::move(made));
  return read;
}

}  // namespace parley::vobiz
