#include "meta/draft_interactive.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley::meta {
namespace {

using enum Kind;

constexpr std::size_t most_rows = 10;
constexpr std::size_t most_products = 30;

constexpr Rule type_rules[] = {{"type", text}};
constexpr Rule text_header_rules[] = {{"header.text", text, 1, 60}};
constexpr Rule row_rules[] = {
    {"rows", list, 1},
    {"rows[].id", text, 1, 200},
    {"rows[].title", text, 1, 24, "Row title is too long. Max length is 24"},
    {"rows[].description", text, 0, 72},
};

constexpr Rule button_rules[] = {
    {"body.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.buttons", list, 1, 3},
    {"action.buttons[].reply.id", text, 1, 256},
    {"action.buttons[].reply.title", text, 1, 20,
     "Button title length invalid. Min length: 1, Max length: 20"},
};
constexpr Rule list_rules[] = {
    {"body.text", text, 1, 4096},
    {"footer?.text", text, 1, 60},
    {"action.button", text, 1, 20},
    {"action.sections", list, 1, 10},
    {"action.sections[].title", text, 0, 24},
};
constexpr Rule link_rules[] = {
    {"body.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.parameters.display_text", text, 1, 20},
    {"action.parameters.url", link},
};
constexpr Rule location_request_rules[] = {{"body.text", text, 1, 1024}, {"action.name", text}};
constexpr Rule flow_rules[] = {
    {"body.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.parameters.flow_message_version", text},
    {"action.parameters.flow_cta", text},
};
constexpr Rule product_rules[] = {
    {"body?.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.catalog_id", text},
    {"action.product_retailer_id", text},
};
constexpr Rule product_list_rules[] = {
    {"header", object},
    {"header.text", text, 1, 60},
    {"body.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.catalog_id", text},
    {"action.sections", list, 1, 10},
    {"action.sections[].product_items", list},
    {"action.sections[].product_items[].product_retailer_id", text},
};
constexpr Rule catalog_rules[] = {
    {"body.text", text, 1, 1024},
    {"footer?.text", text, 1, 60},
    {"action.name", text},
};

// How many elements the sections' lists of that name have in all.
std::size_t count_in(Json sections, std::string_view name) {
  std::size_t count = 0;
  for (const Json section : sections) count += section[name].size();
  return count;
}

Refusal check_sections(const Faults& faults, Json interactive) {
  const Json sections = interactive["action"]["sections"];
  const bool needs_titles = sections.size() > 1;
  std::size_t index = 0;
  for (const Json section : sections) {
    const auto place = "interactive['action']['sections'][" + std::to_string(index++) + ']';
    if (needs_titles && section["title"].is_empty()) return faults.missing(place + "['title']");
    const Faults of_section{place, faults.missing_code, faults.invalid_code};
    auto refusal = of_section.check(section, row_rules);
    if (refusal) return refusal;
  }
  if (count_in(sections, "rows") <= most_rows) return std::nullopt;
  return faults.invalid("Total row count exceed max allowed count: " + std::to_string(most_rows));
}

Refusal check_products(const Faults& faults, Json interactive) {
  const auto count = count_in(interactive["action"]["sections"], "product_items");
  if (count <= most_products) return std::nullopt;
  return faults.invalid("Total product count exceed max allowed count: " + std::to_string(most_products));
}

Refusal names_flow(const Faults& faults, Json interactive) {
  const Json parameters = interactive["action"]["parameters"];
  const bool is_named = !parameters["flow_id"].is_empty() || !parameters["flow_name"].is_empty();
  return is_named ? std::nullopt : faults.missing("interactive['action']['parameters']['flow_id']");
}

struct KindRules {
  std::string_view type;
  std::span<const Rule> rules;
  Refusal (*more)(const Faults&, Json) = nullptr;
};

constexpr KindRules kinds[] = {
    {"button", button_rules},
    {"list", list_rules, check_sections},
    {"cta_url", link_rules},
    {"location_request_message", location_request_rules},
    {"flow", flow_rules, names_flow},
    {"product", product_rules},
    {"product_list", product_list_rules, check_products},
    {"catalog_message", catalog_rules},
};

Refusal check_header(const Faults& faults, Json interactive) {
  const Json header = interactive["header"];
  if (header.is_absent()) return std::nullopt;
  const auto type = header["type"].text();
  if (type.empty()) return faults.missing("interactive['header']['type']");
  if (type == "text" && header["text"].is_empty())
    return faults.invalid("Text cannot be null for header type text");
  if (type == "text") return faults.check(interactive, text_header_rules);
  if (type != "image" && type != "video" && type != "document") return std::nullopt;
  return file_fault(faults, header[type], "interactive['header']['" + type + "']");
}

}  // namespace

Refusal file_fault(const Faults& faults, Json media, std::string place) {
  if (!media["id"].is_empty() || !media["link"].is_empty()) return std::nullopt;
  return faults.missing(place + "['id'] or " + place + "['link']");
}

Refusal interactive_refusal(const Faults& faults, Json interactive) {
  auto refusal = faults.check(interactive, type_rules);
  if (refusal) return refusal;
  const auto type = interactive["type"].text();
  const auto* const found = std::ranges::find(kinds, type, &KindRules::type);
  if (found == std::end(kinds)) return std::nullopt;
  refusal = faults.check(interactive, found->rules);
  if (refusal) return refusal;
  refusal = check_header(faults, interactive);
  return refusal || !found->more ? refusal : found->more(faults, interactive);
}

}  // namespace parley::meta
