#include "dialects/kirim/template_bodies.h"

#include "base/json_writer.h"
#include "dialects/body.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/members.h"
#include "http/web.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace parley::kirim {
namespace {

constexpr std::size_t longest_name = 512;
constexpr Length of_name{1, longest_name};
constexpr Length of_word{1, 64};
constexpr Length of_language{2, 15};
constexpr std::size_t most_variables_bytes = 16 << 10;
constexpr std::size_t most_components = 64;
constexpr std::size_t most_components_bytes = 256 << 10;
constexpr std::int64_t longest_life = 2'592'000;  // 30 days, in seconds: Meta's most

constexpr std::string_view categories[] = {"MARKETING", "UTILITY", "AUTHENTICATION"};
constexpr std::string_view of_media[] = {"IMAGE", "VIDEO", "DOCUMENT"};
constexpr std::string_view single_types[] = {"HEADER", "BODY", "FOOTER", "BUTTONS"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// A text, or the first of an array: both are in use for a sample.
std::string one_of(Json texts) {
  if (!texts.is_array()) return texts.text();
  for (const auto text : texts) return text.text();
  return {};
}

// What Meta has not got yet; a file that it has goes by its handle.
std::optional<SampleFile> read_sample(const std::string& format, Json example) {
  if (!example["header_handle"].is_empty()) return std::nullopt;
  SampleFile sample{.format = format, .url = one_of(example["header_url"])};
  if (sample.url.empty())
    refuse_value("components", "need example.header_url or example.header_handle for a media header");
  if (!http::web_place(sample.url)) refuse_value("components", "need an https address in example.header_url");
  return sample;
}

std::optional<SampleFile> read_header(Json header) {
  const auto format = header["format"].text();
  if (is_one_of(of_media, format)) return read_sample(format, header["example"]);
  if (format != "TEXT") refuse_value("components", "need a header of TEXT, IMAGE, VIDEO or DOCUMENT");
  if (header["text"].text().empty()) refuse_value("components", "need the text of a TEXT header");
  return std::nullopt;
}

std::optional<SampleFile> read_components(Json components) {
  if (!components.is_given()) refuse_missing("components");
  if (!components.is_array() || components.is_empty() || components.size() > most_components)
    refuse_value("components", "must be an array of 1 to 64");
  std::optional<SampleFile> sample;
  int counts[std::size(single_types)] = {};
  for (const auto one : components) {
    const auto type = one["type"].text();
    if (type.empty()) refuse_value("components", "must have a type each");
    const auto at = std::ranges::find(single_types, type) - std::begin(single_types);
    if (at == std::ssize(single_types)) continue;  // Meta has more, and knows what they may be
    if (++counts[at] > 1) refuse_value("components", "have " + type + " more than once");
    if (type == "HEADER") sample = read_header(one);
  }
  if (counts[1] == 0) refuse_value("components", "need a BODY");
  return sample;
}

std::string variables_of(Json variables) {
  if (variables.is_absent()) return {};
  auto text = variables.compact();
  if (!variables.is_object() && !variables.is_array())
    refuse_value("variables", "must be an array or an object");
  if (text.size() > most_variables_bytes) refuse_value("variables", "must have at most 16 KB");
  return text;
}

std::optional<std::int64_t> read_life(Json life) {
  if (life.is_absent()) return std::nullopt;
  const auto seconds = life.integer();
  if (!life.is_number() || !seconds || *seconds < 1 || *seconds > longest_life)
    refuse_value("messageSendTtlSeconds", "must be a number of seconds");
  return seconds;
}

NewTemplate read(Json body) {
  NewTemplate made;
  auto& asked = made.asked;
  asked.name = required_text(body, "name", of_name);
  if (!is_template_name(asked.name))
    refuse_value("name", "must have small letters, digits and underscores only");
  asked.category = required_text(body, "category", of_word);
  if (!is_one_of(categories, asked.category))
    refuse_value("category", "must be MARKETING, UTILITY or AUTHENTICATION");
  asked.language = required_text(body, "language", of_language);
  made.sample = read_components(body["components"]);
  asked.components = body["components"].compact();
  if (asked.components.size() > most_components_bytes) refuse_value("components", "are too large");
  asked.variables = variables_of(body["variables"]);
  made.life = read_life(body["messageSendTtlSeconds"]);
  return made;
}

void write_example(JsonWriter& json, Json example, std::string_view handle) {
  json.open('{');
  for (const auto member : example) {
    const auto name = member.name();
    if (name != "header_url" && name != "header_handle") json.key(name).raw(member.compact());
  }
  json.key("header_handle").open('[').value(handle).close(']').close('}');
}

void write_header(JsonWriter& json, Json header, std::string_view handle) {
  json.open('{');
  for (const auto member : header) {
    if (member.name() != "example") json.key(member.name()).raw(member.compact());
  }
  json.key("example");
  write_example(json, header["example"], handle);
  json.close('}');
}

}  // namespace

void name_sample(NewTemplate& made, std::string_view handle) {
  const auto tree = JsonTree::read_any(made.asked.components);
  std::string components;
  JsonWriter json(components);
  json.open('[');
  for (const auto one : tree->root()) {
    if (one["type"].text() == "HEADER") {
      write_header(json, one, handle);
    } else {
      json.raw(one.compact());
    }
  }
  json.close(']');
  made.asked.components = std::move(components);
  made.sample.reset();
}

std::string body_for_meta(const NewTemplate& made) {
  const auto& asked = made.asked;
  std::string body;
  JsonWriter json(body);
  json.open('{')
      .field("name", asked.name)
      .field("category", asked.category)
      .field("language", asked.language)
      .key("components")
      .raw(asked.components);
  if (made.life) json.field("message_send_ttl_seconds", *made.life);
  json.close('}');
  return body;
}

NewTemplate read_new_template(const http::Request& request) {
  const auto tree = read_body(request);
  return read(tree.root());
}

}  // namespace parley::kirim
