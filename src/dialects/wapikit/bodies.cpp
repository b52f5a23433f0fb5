#include "dialects/wapikit/bodies.h"

#include "base/problem.h"
#include "base/text.h"
#include "dialects/wapikit/mapping.h"

#include <set>

namespace parley::wapikit {
namespace {

constexpr std::size_t longest_name = 255;          // code points
constexpr std::size_t longest_description = 1024;  // code points
constexpr std::size_t longest_attributes = 16 << 10;
constexpr std::size_t most_ids = 1'000;
constexpr std::size_t shortest_phone = 7;
constexpr std::size_t longest_phone = 15;

Problem invalid(std::string_view name, std::string_view words) {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

bool is_short(std::string_view text, std::size_t most) {
  return first_code_points(text, most).size() == text.size();
}

std::string text_of(Json body, std::string_view name, std::size_t longest) {
  const Json member = body[name];
  if (member.is_absent()) return {};
  if (!member.is_text()) throw invalid(name, "must be a string");
  auto text = member.text();
  if (!is_short(text, longest)) throw invalid(name, "is too long");
  return text;
}

std::string required_text(Json body, std::string_view name, std::size_t longest) {
  const auto text = text_of(body, name, longest);
  const auto inner = trimmed(text);
  if (inner.empty()) throw invalid(name, "is required");
  return std::string(inner);
}

std::string required_phone(Json body) {
  auto digits = phone_digits(required_text(body, "phone", 64));
  if (digits.empty()) throw invalid("phone", "is not a valid phone number");
  return digits;
}

std::string id_of(Json body, std::string_view name, Kind kind) {
  return std::string(checked_id(kind, required_text(body, name, 64)));
}

// Of a contact's members, those that may be left out of a new one.
void read_optional(ContactText& contact, Json body, std::string_view lists) {
  const auto attributes = body["attributes"];
  if (!attributes.is_absent()) {
    auto object = attributes_of(attributes);
    if (!object) throw invalid("attributes", "must be an object of at most 16384 bytes");
    contact.attributes = std::move(*object);
  }
  const auto status = text_of(body, "status", 16);
  if (!status.empty()) {
    const auto ours = contact_status_called(status);
    if (!ours) throw invalid("status", "must be one of Active, Inactive, Blocked");
    contact.status = *ours;
  }
  contact.lists = read_ids(body[lists], lists, kind::list);
}

ContactText read_any_contact(Json body, std::string_view lists) {
  if (!body.is_object()) throw Problem::invalid("body", "each contact must be an object");
  ContactText contact{.phone = required_phone(body), .name = required_text(body, "name", longest_name)};
  read_optional(contact, body, lists);
  return contact;
}

}  // namespace

ConversationStart read_conversation_start(Json body) {
  ConversationStart start;
  start.contact = text_of(body, "contactId", 64);
  if (start.contact.empty()) {
    if (body["phone"].is_absent()) throw Problem::invalid("contactId", "contactId or phone is required");
    start.phone = required_phone(body);
    start.name = trimmed(text_of(body, "name", longest_name));
  } else {
    checked_id(kind::contact, start.contact);
  }
  start.phone_number_id = text_of(body, "phoneNumberId", 64);
  return start;
}

ConversationStatus read_conversation_status(Json body) {
  const auto ours = conversation_statuses(required_text(body, "status", 16));
  if (ours.empty()) throw invalid("status", "must be one of Active, Closed, Deleted");
  return ours.front();
}

std::string read_assignee(Json body) { return id_of(body, "organizationMemberId", kind::member); }

ContactText read_new_contact(Json element) { return read_any_contact(element, "listsIds"); }

ContactText read_contact(Json body) {
  for (const auto* name : {"status", "attributes", "lists"}) {
    if (body[name].is_absent()) throw invalid(name, "is required");
  }
  return read_any_contact(body, "lists");
}

ListText read_list_text(Json body) {
  ListText text{.name = required_text(body, "name", longest_name)};
  text.description = text_of(body, "description", longest_description);
  text.tags = read_ids(body["tags"], "tags", kind::label);
  text.contacts = read_ids(body["contactIds"], "contactIds", kind::contact);
  return text;
}

std::string read_tag_label(Json body) { return required_text(body, "label", longest_name); }

std::string phone_digits(std::string_view text) {
  const bool is_fit = text.find_first_not_of("+0123456789 -.()/\t") == std::string_view::npos &&
                      text.find('+', 1) == std::string_view::npos;
  auto digits = is_fit ? digits_of(text) : std::string();
  if (digits.starts_with("00")) digits.erase(0, 2);
  if (digits.size() < shortest_phone || digits.size() > longest_phone || digits.front() == '0') return {};
  return digits;
}

bool is_contact_name(std::string_view text) {
  return !text.empty() && is_storable_utf8(text) && is_short(text, longest_name);
}

std::optional<std::string> attributes_of(Json value) {
  if (!value.is_object()) return std::nullopt;
  auto object = value.compact();
  if (object.size() > longest_attributes) return std::nullopt;
  return object;
}

std::vector<std::string> read_ids(Json array, std::string_view name, Kind kind) {
  std::vector<std::string> ids;
  if (array.is_absent()) return ids;
  if (!array.is_array()) throw invalid(name, "must be an array");
  if (array.size() > most_ids) throw invalid(name, "holds too many ids");
  std::set<std::string> seen;
  for (const auto element : array) {
    const auto text = element.is_text() ? element.text() : std::string();
    auto id = ascii_lower(checked_id(kind, text));
    if (seen.insert(id).second) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace parley::wapikit
