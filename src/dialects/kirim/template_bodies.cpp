#include "dialects/kirim/template_bodies.h"

#include "base/json_writer.h"
#include "dialects/body.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/members.h"

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

// A sample file is one that Meta has already: it takes no address, and nothing is fetched from the web here.
void check_sample(Json example) {
  if (!example["header_handle"].is_empty()) return;
  if (!example["header_url"].is_empty())
    refuse_value("components",
                 "have example.header_url, which this server does not fetch: give the handle of the "
                 "file uploaded to Meta as example.header_handle");
  refuse_value("components", "need example.header_handle for a media header");
}

void check_header(Json header) {
  const auto format = header["format"].text();
  if (is_one_of(of_media, format)) return check_sample(header["example"]);
  if (format != "TEXT") refuse_value("components", "need a header of TEXT, IMAGE, VIDEO or DOCUMENT");
  if (header["text"].text().empty()) refuse_value("components", "need the text of a TEXT header");
}

void check_components(Json components) {
  if (!components.is_given()) refuse_missing("components");
  if (!components.is_array() || components.is_empty() || components.size() > most_components)
    refuse_value("components", "must be an array of 1 to 64");
  int counts[std::size(single_types)] = {};
  for (const auto one : components) {
    const auto type = one["type"].text();
    if (type.empty()) refuse_value("components", "must have a type each");
    const auto at = std::ranges::find(single_types, type) - std::begin(single_types);
    if (at == std::ssize(single_types)) continue;  // Meta has more, and knows what they may be
    if (++counts[at] > 1) refuse_value("components", "have " + type + " more than once");
    if (type == "HEADER") check_header(one);
  }
  if (counts[1] == 0) refuse_value("components", "need a BODY");
}

std::string variables_of(Json variables) {
  if (variables.is_absent()) return {};
  auto text = variables.compact();
  if (!variables.is_object() && !variables.is_array())
    refuse_value("variables", "must be an array or an object");
  if (text.size() > most_variables_bytes) refuse_value("variables", "must have at most 16 KB");
  return text;
}

void write_life(JsonWriter& json, Json life) {
  if (life.is_absent()) return;
  const auto seconds = life.integer();
  if (!life.is_number() || !seconds || *seconds < 1 || *seconds > longest_life)
    refuse_value("messageSendTtlSeconds", "must be a number of seconds");
  json.field("message_send_ttl_seconds", *seconds);
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
  check_components(body["components"]);
  asked.components = body["components"].compact();
  if (asked.components.size() > most_components_bytes) refuse_value("components", "are too large");
  asked.variables = variables_of(body["variables"]);

  JsonWriter json(made.metas);
  json.open('{')
      .field("name", asked.name)
      .field("category", asked.category)
      .field("language", asked.language)
      .key("components")
      .raw(asked.components);
  write_life(json, body["messageSendTtlSeconds"]);
  json.close('}');
  return made;
}

}  // namespace

NewTemplate read_new_template(const http::Request& request) {
  const auto tree = read_body(request);
  return read(tree.root());
}

}  // namespace parley::kirim
