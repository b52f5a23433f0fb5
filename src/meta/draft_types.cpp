#include "meta/draft_types.h"

#include "base/text.h"
#include "meta/draft_interactive.h"
#include "meta/graph_codes.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace parley::meta {
namespace {

using enum Kind;

constexpr std::size_t longest_caption = 1024;
constexpr std::size_t most_contacts = 257;

// Webhooks have them, but nobody can send them.
constexpr std::string_view received_only[] = {"button",  "order",           "system",           "unsupported",
                                              "unknown", "request_welcome", "media_placeholder"};

constexpr Rule text_rules[] = {{"body", text, 1, 4096}};
constexpr Rule media_rules[] = {{"caption", text, 0, longest_caption}, {"link", link, 0}};
constexpr Rule location_rules[] = {{"latitude", number}, {"longitude", number}};
constexpr Rule contact_rules[] = {{"name", object}, {"name.formatted_name", text}};
constexpr Rule reaction_rules[] = {{"message_id", text}};
constexpr Rule template_rules[] = {
    {"name", text},
    {"language", object},
    {"language.code", text},
    {"components", list, 0},
    {"components[].type", text},
    {"components[].parameters", list, 0},
    {"components[].parameters[].type", text},
};

Refusal has_file(const Faults& faults, Json media) {
  return file_fault(faults, media, std::string(faults.type));
}

bool is_within(Json degrees, double most) {
  const double value = std::strtod(degrees.text().c_str(), nullptr);
  return value >= -most && value <= most;
}

Refusal is_on_earth(const Faults& faults, Json location) {
  if (!is_within(location["latitude"], 90))
    return faults.invalid("location['latitude']", "must be between -90 and 90.");
  if (!is_within(location["longitude"], 180))
    return faults.invalid("location['longitude']", "must be between -180 and 180.");
  return std::nullopt;
}

Refusal check_contact(const Faults& faults, Json contact) {
  auto refusal = faults.check(contact, contact_rules);
  if (refusal) return refusal;
  const Json name = contact["name"];
  constexpr std::string_view parts[] = {"first_name", "last_name", "middle_name", "suffix", "prefix"};
  const auto is_there = [&](std::string_view part) { return !name[part].is_empty(); };
  if (std::ranges::any_of(parts, is_there)) return std::nullopt;
  return faults.missing(std::string(faults.type) + "['name']['first_name']");
}

Refusal check_contacts(const Faults& faults, Json contacts) {
  if (contacts.size() == 0) return faults.missing("contacts");
  if (contacts.size() > most_contacts)
    return faults.invalid("contacts", "must be at most " + std::to_string(most_contacts) + " elements long.");
  std::size_t index = 0;
  for (const Json contact : contacts) {
    const auto place = "contacts[" + std::to_string(index++) + ']';
    const Faults of_contact{.type = place};
    if (!contact.is_object()) return of_contact.invalid(place, "must be a JSON object.");
    auto refusal = check_contact(of_contact, contact);
    if (refusal) return refusal;
  }
  return std::nullopt;
}

// An empty emoji takes the reaction back, so that one must be said.
Refusal has_emoji(const Faults& faults, Json reaction) {
  const Json emoji = reaction["emoji"];
  if (emoji.is_absent()) return faults.missing("reaction['emoji']");
  return emoji.is_text() ? std::nullopt : faults.invalid("reaction['emoji']", "must be a string.");
}

Refusal has_parameters(const Faults&, Json object) {
  for (const Json component : object["components"]) {
    for (const Json parameter : component["parameters"]) {
      const bool is_text = equal_ignoring_case(parameter["type"].text(), "text");
      if (is_text && parameter["text"].is_empty())
        return meta_error(100, "Parameter 'text' is mandatory for component parameter type 'text'");
    }
  }
  return std::nullopt;
}

struct TypeRules {
  Faults faults;
  std::span<const Rule> rules;
  Refusal (*more)(const Faults&, Json) = nullptr;
};

constexpr TypeRules types[] = {
    {{"text", 100, 100}, text_rules},
    {{"image", 100, 100}, media_rules, has_file},
    {{"video", 100, 100}, media_rules, has_file},
    {{"audio", 100, 100}, media_rules, has_file},
    {{"document", 100, 100}, media_rules, has_file},
    {{"sticker", 100, 100}, media_rules, has_file},
    {{"location"}, location_rules, is_on_earth},
    {{"contacts"}, {}, check_contacts},
    {{"reaction"}, reaction_rules, has_emoji},
    {{"interactive"}, {}, interactive_refusal},
    {{"template"}, template_rules, has_parameters},
};

}  // namespace

Refusal refusal_of(std::string_view type, Json object) {
  if (std::ranges::find(received_only, type) != std::end(received_only))
    return meta_error(131051, "Message type " + std::string(type) + " cannot be sent.");
  const auto* const found =
      std::ranges::find(types, type, [](const TypeRules& known) { return known.faults.type; });
  if (found == std::end(types)) return std::nullopt;
  const bool is_list = type == "contacts";
  if (is_list ? !object.is_array() : !object.is_object())
    return Faults{type, 100, 100}.invalid(type, is_list ? "must be an array." : "must be a JSON object.");
  auto refusal = found->faults.check(object, found->rules);
  return refusal || !found->more ? refusal : found->more(found->faults, object);
}

}  // namespace parley::meta
