#include "dialects/whats91/templates.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"

#include <algorithm>
#include <span>

namespace parley::whats91 {
namespace {

// What stands between {{ and }}, in order.
std::vector<std::string> variables_in(std::string_view text) {
  std::vector<std::string> names;
  for (;;) {
    const auto begin = text.find("{{");
    const auto end = begin == std::string_view::npos ? begin : text.find("}}", begin);
    if (end == std::string_view::npos) return names;
    auto name = std::string(trimmed(text.substr(begin + 2, end - begin - 2)));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    text.remove_prefix(end + 2);
  }
}

Template::Button button_of(const Json& button) {
  const auto type = button["type"].text();
  const bool takes_code = type == "COPY_CODE" || type == "OTP";
  const bool takes_end = type == "URL" && !variables_in(button["url"].text()).empty();
  return {.type = type, .is_variable = takes_code || takes_end};
}

// Meta tells of variables by their names or by their places: names are no numbers.
bool is_name(std::string_view variable) {
  return variable.find_first_not_of("0123456789") != std::string_view::npos;
}

Template template_of(const MessageTemplate& kept) {
  Template made{.name = kept.name, .language = kept.language, .category = kept.category};
  const auto components = JsonTree::read_any(kept.components);
  for (const auto component : components ? components->root() : Json()) {
    const auto type = component["type"].text();
    if (type == "HEADER") {
      made.header = component["format"].text();
      made.header_variables = variables_in(component["text"].text());
    }
    if (type == "BODY") made.body_variables = variables_in(component["text"].text());
    if (type == "CAROUSEL") made.is_carousel = true;
    if (type != "BUTTONS") continue;
    for (const auto button : component["buttons"]) made.buttons.push_back(button_of(button));
  }
  made.is_named = std::ranges::any_of(made.header_variables, is_name) ||
                  std::ranges::any_of(made.body_variables, is_name);
  return made;
}

// ── What is sent ──

using Values = std::span<const std::string>;

void write_texts(JsonWriter& json, Values values, const std::vector<std::string>& names, bool is_named) {
  json.key("parameters").open('[');
  for (std::size_t i = 0; i < values.size(); ++i) {
    json.open('{').field("type", "text");
    if (is_named && i < names.size()) json.field("parameter_name", names[i]);
    json.field("text", values[i]).close('}');
  }
  json.close(']');
}

void write_file(JsonWriter& json, const Template& of, const TemplateValues& values) {
  if (values.link.empty() && values.media_id.empty())
    throw Problem::invalid("header media",
                           "The template has a file in its header: mediaUrl or mediaFile is missing");
  const auto kind = ascii_lower(of.header);
  json.open('{').field("type", "header").key("parameters").open('[');
  json.open('{').field("type", kind).key(kind).open('{');
  json.field(values.media_id.empty() ? "link" : "id",
             values.media_id.empty() ? values.link : values.media_id);
  if (kind == "document" && !values.filename.empty()) json.field("filename", values.filename);
  json.close('}').close('}').close(']').close('}');
}

struct Sub {
  std::string_view type, sub_type, parameter;
};
constexpr Sub subs[] = {{"URL", "url", "text"},
                        {"OTP", "url", "text"},
                        {"COPY_CODE", "copy_code", "coupon_code"},
                        {"QUICK_REPLY", "quick_reply", "payload"}};

void write_button(JsonWriter& json, std::string_view type, std::size_t index, const std::string& value) {
  const auto* const sub = std::ranges::find(subs, type, [](const Sub& each) { return each.type; });
  json.open('{').field("type", "button").field("sub_type", sub->sub_type);
  json.field("index", std::to_string(index)).key("parameters").open('[');
  json.open('{').field("type", sub->parameter).field(sub->parameter, value).close('}').close(']').close('}');
}

void write_buttons(JsonWriter& json, const Template& of, const TemplateValues& values) {
  auto given = values.button_parameters;
  // The code of an authentication template is in its body and behind its button.
  if (given.empty() && of.category == "AUTHENTICATION" && !values.parameters.empty())
    given.push_back(values.parameters[0]);
  std::vector<std::string> of_button(of.buttons.size());
  std::size_t taken = 0;
  const auto give = [&](bool to_variable) {
    for (std::size_t i = 0; i < of.buttons.size() && taken < given.size(); ++i) {
      const auto& button = of.buttons[i];
      const bool takes_it = to_variable ? button.is_variable : button.type == "QUICK_REPLY";
      if (takes_it) of_button[i] = given[taken++];
    }
  };
  give(true);
  give(false);
  for (std::size_t i = 0; i < of.buttons.size(); ++i) {
    if (!of_button[i].empty()) write_button(json, of.buttons[i].type, i, of_button[i]);
  }
}

}  // namespace

std::optional<Template> template_in(const std::vector<MessageTemplate>& all, std::string_view language) {
  const MessageTemplate* best = nullptr;
  for (const auto& one : all) {
    if (!language.empty() && one.language != language) continue;
    const bool is_better = best == nullptr || (best->status != "APPROVED" && one.status == "APPROVED");
    if (is_better) best = &one;
  }
  if (best == nullptr) return std::nullopt;
  return template_of(*best);
}

std::string template_object(const Template& of, const TemplateValues& values) {
  if (of.is_carousel)
    throw Problem::invalid("carousel", "Carousel templates are not supported on POST /api/v2/send");
  Values body(values.parameters);
  Values header;
  if (!of.header_variables.empty() && body.size() == of.header_variables.size() + of.body_variables.size()) {
    header = body.first(of.header_variables.size());
    body = body.subspan(header.size());
  }
  std::string out;
  JsonWriter json(out);
  json.open('{').field("name", of.name).key("language").open('{').field("code", of.language).close('}');
  json.key("components").open('[');
  if (of.wants_media()) write_file(json, of, values);
  if (!header.empty()) {
    json.open('{').field("type", "header");
    write_texts(json, header, of.header_variables, of.is_named);
    json.close('}');
  }
  if (!body.empty()) {
    json.open('{').field("type", "body");
    write_texts(json, body, of.body_variables, of.is_named);
    json.close('}');
  }
  write_buttons(json, of, values);
  json.close(']').close('}');
  return out;
}

}  // namespace parley::whats91
