#include "simulator/templates.h"

#include "base/json_writer.h"
#include "base/secrets.h"
#include "base/text.h"
#include "meta/graph_codes.h"
#include "simulator/dice.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <utility>
#include <vector>

namespace parley::simulator {
namespace {

using meta::meta_error;

constexpr std::string_view hello_components =
    R"([{"type":"HEADER","format":"TEXT","text":"Hello World"},)"
    R"({"type":"BODY","text":"Welcome and congratulations!! This message demonstrates your ability to send a )"
    R"(WhatsApp message notification."},{"type":"FOOTER","text":"WhatsApp Business Platform sample message"}])";
constexpr std::string_view categories[] = {"MARKETING", "UTILITY", "AUTHENTICATION"};

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 512 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// How many different {{…}} a template's text has.
std::size_t placeholders(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    const auto end = text.find("}}", at);
    if (end == text.npos) break;
    names.insert(text.substr(at + 2, end - at - 2));
  }
  return names.size();
}

std::size_t wanted(const Template& one) {
  const auto tree = JsonTree::read_any(one.components);
  if (!tree) return 0;
  for (const Json component : tree->root()) {
    if (upper(component["type"].text()) == "BODY") return placeholders(component["text"].text());
  }
  return 0;
}

std::size_t given(Json object) {
  for (const Json component : object["components"]) {
    if (ascii_lower(component["type"].text()) == "body") return component["parameters"].size();
  }
  return 0;
}

std::string cursor_of(std::size_t place) { return "s" + std::to_string(place); }

std::optional<std::size_t> place_of(std::string_view cursor) {
  std::size_t place = 0;
  if (!cursor.starts_with('s')) return std::nullopt;
  const auto [end, error] = std::from_chars(cursor.data() + 1, cursor.data() + cursor.size(), place);
  if (error != std::errc() || end != cursor.data() + cursor.size()) return std::nullopt;
  return place;
}

// The part of `found` that a page shows, from `first` on, with links to the pages beside it.
std::string page_of(const std::vector<const Template*>& found, std::size_t first,
                    const TemplateQuery& query) {
  const auto end = std::min(found.size(), first + query.limit);
  std::string out;
  JsonWriter json(out);
  json.open('{').key("data").open('[');
  for (auto i = first; i < end; ++i) json.raw(json_of(*found[i]));
  json.close(']');
  if (first < end) {
    json.key("paging").open('{').key("cursors").open('{').field("before", cursor_of(first));
    json.field("after", cursor_of(end)).close('}');
    if (end < found.size()) json.field("next", query.link + "&after=" + cursor_of(end));
    if (first > 0) json.field("previous", query.link + "&before=" + cursor_of(first));
    json.close('}');
  }
  json.close('}');
  return out;
}

}  // namespace

std::string json_of(const Template& one) {
  std::string out;
  JsonWriter json(out);
  json.open('{').field("name", one.name).field("parameter_format", "POSITIONAL");
  json.key("components").raw(one.components).field("language", one.language).field("status", one.status);
  json.field("category", one.category).field("id", one.id).close('}');
  return out;
}

void Templates::start(const std::string& waba) {
  const auto is_there = [&](const Template& one) { return one.waba == waba; };
  if (std::ranges::any_of(all_, is_there)) return;
  Dice dice(mixed(seed_, stable_hash(waba)));
  all_.push_back({.waba = waba,
                  .id = "1" + dice.digits(15),
                  .name = "hello_world",
                  .language = "en_US",
                  .category = "UTILITY",
                  .status = "APPROVED",
                  .components = std::string(hello_components)});
}

std::variant<Template, MetaError> Templates::create(const std::string& waba, Json body) {
  Template made{.waba = waba,
                .name = body["name"].text(),
                .language = body["language"].text(),
                .category = upper(body["category"].text()),
                .status = "PENDING",
                .components = body["components"].compact()};
  if (!is_name(made.name))
    return meta_error(100, "Param name must be lower case letters, digits and underscores");
  if (made.language.empty()) return meta_error(100, "The parameter language is required.");
  if (std::ranges::find(categories, made.category) == std::end(categories))
    return meta_error(100, "Param category must be one of {MARKETING, UTILITY, AUTHENTICATION}");
  if (!body["components"].is_array() || body["components"].size() == 0)
    return meta_error(100, "The parameter components is required.");
  const auto is_same = [&](const Template& one) {
    return one.waba == waba && one.name == made.name && one.language == made.language;
  };
  if (std::ranges::any_of(all_, is_same)) {
    auto error = meta_error(100, "There is already content for this template in this language");
    error.subcode = 2388024;
    return error;
  }
  if (all_.size() >= most) return meta_error(80007, "The simulator keeps no more templates");
  Dice dice(mixed(seed_, stable_hash(waba + '\n' + made.name + '\n' + made.language)));
  made.id = "1" + dice.digits(15);
  all_.push_back(made);
  return made;
}

Template* Templates::find(std::string_view id) {
  const auto found = std::ranges::find(all_, id, &Template::id);
  return found == all_.end() ? nullptr : &*found;
}

Template* Templates::change(std::string_view id, Json body) {
  auto* const one = find(id);
  if (!one) return nullptr;
  if (body["components"].is_array()) one->components = body["components"].compact();
  const auto category = upper(body["category"].text());
  if (std::ranges::find(categories, category) != std::end(categories)) one->category = category;
  one->status = "PENDING";
  return one;
}

void Templates::judge_at(std::string_view id, std::string status, Timestamp at) {
  auto* const one = find(id);
  if (!one) return;
  one->verdict = std::move(status);
  one->judged_at = at;
}

void Templates::pass(Timestamp now) {
  for (Template& one : all_) {
    if (!one.verdict.empty() && one.judged_at <= now) one.status = std::exchange(one.verdict, {});
  }
}

std::size_t Templates::remove(std::string_view waba, std::string_view name, std::string_view id) {
  return std::erase_if(all_, [&](const Template& one) {
    return one.waba == waba && one.name == name && (id.empty() || one.id == id);
  });
}

std::variant<std::string, MetaError> Templates::list(std::string_view waba,
                                                     const TemplateQuery& query) const {
  std::vector<const Template*> found;
  for (const Template& one : all_) {
    const bool fits = (query.name.empty() || one.name.find(query.name) != one.name.npos) &&
                      (query.status.empty() || equal_ignoring_case(one.status, query.status)) &&
                      (query.language.empty() || one.language == query.language);
    if (one.waba == waba && fits) found.push_back(&one);
  }
  const auto cursor = query.after.empty() ? query.before : query.after;
  auto place = cursor.empty() ? std::optional<std::size_t>(0) : place_of(cursor);
  if (!place) return meta_error(131059);
  if (query.after.empty() && !query.before.empty()) place = *place - std::min(*place, query.limit);
  return page_of(found, std::min(*place, found.size()), query);
}

std::variant<const Template*, MetaError> Templates::usable(std::string_view waba, Json object) const {
  const auto name = object["name"].text();
  const auto language = object["language"]["code"].text();
  const auto found = std::ranges::find_if(all_, [&](const Template& one) {
    return one.waba == waba && one.name == name && one.language == language;
  });
  if (found == all_.end() || found->status == "PENDING" || found->status == "REJECTED")
    return meta_error(132001, "template name (" + name + ") does not exist in " + language);
  if (found->status == "PAUSED") return meta_error(132015);
  if (found->status == "DISABLED") return meta_error(132016);
  const auto want = wanted(*found);
  const auto got = given(object);
  if (want != got)
    return meta_error(132000, "body: number of localizable_params (" + std::to_string(got) +
                                  ") does not match the expected number of params (" + std::to_string(want) +
                                  ")");
  return &*found;
}

}  // namespace parley::simulator
