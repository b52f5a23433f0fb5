#include "dialects/wapikit/send_bodies.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"
#include "dialects/template_language.h"
#include "meta/draft.h"

#include <utility>

namespace parley::wapikit {
namespace {

Problem invalid(std::string_view name, std::string_view words) {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

void need(Json data, std::string_view name) {
  if (data[name].is_absent()) throw invalid(name, "is required");
}

void write_given(JsonWriter& json, std::string_view name, Json member) {
  if (!member.is_empty()) json.key(name).raw(member.compact());
}

void write_text(JsonWriter& json, Json data) {
  need(data, "text");
  json.key("body").raw(data["text"].compact());
}

// An upload has both an id and our link to it, which Meta could not open.
void write_file(JsonWriter& json, Json data) {
  const bool has_id = !data["id"].is_empty();
  if (!has_id && data["link"].is_empty()) throw invalid("id", "or link is required");
  write_given(json, has_id ? "id" : "link", data[has_id ? "id" : "link"]);
}

void write_captioned(JsonWriter& json, Json data) {
  write_file(json, data);
  write_given(json, "caption", data["caption"]);
}

void write_document(JsonWriter& json, Json data) {
  write_captioned(json, data);
  write_given(json, "filename", data["fileName"]);
}

void write_reaction(JsonWriter& json, Json data) {
  need(data, "reaction");
  need(data, "messageId");
  json.key("emoji").raw(data["reaction"].compact());
}

void write_location(JsonWriter& json, Json data) {
  for (const auto* name : {"latitude", "longitude"}) {
    need(data, name);
    json.key(name).raw(data[name].compact());
  }
  for (const auto* name : {"name", "address"}) write_given(json, name, data[name]);
}

void write_template(JsonWriter& json, Json data) {
  need(data, "name");
  need(data, "language");
  json.key("name").raw(data["name"].compact());
  json.key("language").raw(template_language(data["language"]));
  write_given(json, "components", data["components"]);
}

// Meta's object itself, with their discriminator in it.
void write_interactive(JsonWriter& json, Json data) {
  need(data, "type");
  for (const auto* name : {"type", "header", "body", "footer", "action"}) write_given(json, name, data[name]);
}

struct TypeWord {
  std::string_view theirs;
  std::string_view metas;
  void (*write)(JsonWriter& json, Json data);
};

constexpr TypeWord types[] = {
    {"Text", "text", write_text},
    {"Image", "image", write_captioned},
    {"Video", "video", write_captioned},
    {"Audio", "audio", write_file},
    {"Document", "document", write_document},
    {"Sticker", "sticker", write_file},
    {"Reaction", "reaction", write_reaction},
    {"Location", "location", write_location},
    {"Template", "template", write_template},
    {"Interactive", "interactive", write_interactive},
};

std::string object_of(const TypeWord& type, Json data) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  type.write(json, data);
  json.close('}');
  return out;
}

}  // namespace

SendBody read_send_body(Json body) {
  const Json data = body["messageData"];
  if (!data.is_object()) throw invalid("messageData", "is required");
  const auto word = data["messageType"].text();
  if (word.empty()) throw invalid("messageType", "is required");
  SendBody read{.type = "contacts", .object = {}, .reply_to = body["replyToMessageId"].text(), .target = {}};
  if (word == "Contacts") {
    need(data, "contacts");
    read.object = data["contacts"].compact();
    return read;
  }
  for (const auto& type : types) {
    if (type.theirs != word) continue;
    read.type = type.metas;
    read.object = object_of(type, data);
    if (type.metas == "reaction") read.target = data["messageId"].text();
    return read;
  }
  throw Problem::invalid("messageType", "messageType is none that can be sent");
}

Draft draft_of(const SendBody& asked, Identity to, std::string quoted, const std::string& target) {
  auto object = asked.object;
  if (asked.type == "reaction") {
    std::string with_target;
    JsonWriter(with_target).open('{').field("message_id", target);
    object = with_target + ',' + object.substr(1);
  }
  const auto tree = JsonTree::read_any(object);
  meta::DraftParts parts{.type = asked.type,
                         .object = tree ? tree->root() : Json(),
                         .to = std::move(to),
                         .input = {},
                         .quoted_wamid = std::move(quoted),
                         .callback_data = {},
                         .more = {}};
  auto made = meta::make_draft(std::move(parts));
  if (const auto* error = std::get_if<MetaError>(&made))
    throw Problem::invalid("message", error->details.empty() ? error->title : error->details);
  return std::get<Draft>(std::move(made));
}

}  // namespace parley::wapikit
