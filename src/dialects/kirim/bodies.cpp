#include "dialects/kirim/bodies.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "dialects/body.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/members.h"
#include "dialects/kirim/words.h"
#include "dialects/template_language.h"
#include "meta/draft.h"

#include <algorithm>
#include <utility>

namespace parley::kirim {
namespace {

constexpr Length of_id{1, 64};
constexpr Length of_contact_name{0, 200};
constexpr Length of_email{0, 254};
constexpr Length of_label_name{1, 50};
constexpr Length of_team{1, 64};
constexpr Length of_wamid{1, 512};
constexpr std::size_t most_metadata_keys = 64;
constexpr std::size_t most_metadata_bytes = 16 << 10;
constexpr std::size_t most_contacts = 1'000;

// Somebody at some place, without blanks; whether mail gets there nobody can know.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; };
  return at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && std::none_of(text.begin(), text.end(), is_odd);
}

std::optional<std::string> email_member(const Json& body) {
  auto email = text_member(body, "email", of_email, true);
  if (email && !body["email"].is_absent() && !is_email(*email))
    refuse_value("email", "must be an e-mail address");
  return email;
}

std::optional<std::string> metadata_member(const Json& body) {
  const auto metadata = body["metadata"];
  if (!metadata.is_given()) return std::nullopt;
  if (metadata.is_absent()) return "";
  if (!metadata.is_object()) refuse_value("metadata", "must be an object");
  auto text = metadata.compact();
  if (metadata.size() > most_metadata_keys || text.size() > most_metadata_bytes)
    refuse_value("metadata", "must have at most 64 keys and 16 KB");
  return text;
}

ContactBody read_contact(const Json& body) {
  return {.name = text_member(body, "name", of_contact_name, true),
          .email = email_member(body),
          .metadata = metadata_member(body)};
}

LabelBody read_label(const Json& body) {
  LabelBody label{.name = text_member(body, "name", of_label_name),
                  .color = text_member(body, "color", of_id)};
  if (label.color && !is_color(*label.color)) refuse_value("color", "is none of the colors");
  return label;
}

constexpr std::string_view sent_types[] = {"text",     "image",    "video",      "audio",
                                           "document", "template", "interactive"};

// `object` with another value of that member, as JSON.
std::string with_member(const Json& object, std::string_view name, const std::string& value) {
  std::string out = "{";
  const auto add = [&out](const std::string& member, const std::string& json) {
    if (out.size() > 1) out += ',';
    JsonWriter(out).value(member);
    out += ':' + json;
  };
  for (const auto member : object) {
    if (member.name() != name) add(member.name(), member.compact());
  }
  add(std::string(name), value);
  return out + '}';
}

// As Meta has it, where Kirim has another form besides.
std::string metas_form(const std::string& type, const Json& object) {
  const auto language = object["language"];
  if (type == "template" && language.is_text())
    return with_member(object, "language", template_language(language));
  if (type == "interactive" && object["type"].text() == "reply_buttons")
    return with_member(object, "type", "\"button\"");
  return object.compact();
}

constexpr std::string_view media_types[] = {"image", "video", "audio", "document"};

// Kirim takes files from the web over TLS only, and says so at once.
void check_media(const std::string& type, const Json& object) {
  if (std::ranges::find(media_types, type) == std::end(media_types)) return;
  const auto link = object["link"];
  if (link.is_absent() == object["id"].is_absent()) refuse_value(type, "must have either link or id");
  if (!link.is_absent() && !link.text().starts_with("https://"))
    refuse_value(type + ".link", "must be an address of https");
}

// Where Meta's words say that a fault is, as a hint: image['caption'] is image.caption. The type where they do not say.
std::string place_in(std::string_view words, const std::string& type) {
  auto at = words.find(type + "['");
  if (at == std::string_view::npos) return type;
  std::string place = type;
  for (at += type.size(); at < words.size() && words[at] == '['; ++at) {
    const auto end = words.find(']', at);
    if (end == std::string_view::npos) return place;
    auto name = words.substr(at + 1, end - at - 1);
    if (name.starts_with('\'')) name = name.substr(1, name.size() - 2);
    place.append(1, '.').append(name);
    at = end;
  }
  return place;
}

// What stands there is no object's member that was left out, but an empty one.
bool is_given_at(Json body, std::string_view place) {
  while (!place.empty() && body.is_object()) {
    const auto end = std::min(place.find('.'), place.size());
    body = body[place.substr(0, end)];
    place.remove_prefix(std::min(end + 1, place.size()));
  }
  return body.is_given();
}

[[noreturn]] void refuse_draft(const MetaError& error, const std::string& type, const Json& body) {
  const auto& words = error.details.empty() ? error.title : error.details;
  const auto place = place_in(words, type);
  const bool is_missing = words.ends_with(" is required.") && !is_given_at(body, place);
  throw Problem::invalid(std::string(is_missing ? missing : unfit) + place, words);
}

Draft read_draft(const Json& body) {
  const auto input = required_text(body, "to", {0, 64});
  const auto type = required_text(body, "type", of_id);
  if (text_member(body, "recipient_type", of_id).value_or("individual") != "individual")
    refuse_value("recipient_type", "must be individual");
  if (std::ranges::find(sent_types, type) == std::end(sent_types))
    refuse_value("type", "must be text, image, video, audio, document, template or interactive");
  if (!body[type].is_object()) refuse_missing(type);
  const auto phone = phone_digits(input);
  if (phone.empty()) throw Problem::invalid("to", "to must be a phone number in E.164 form");

  check_media(type, body[type]);
  const auto object = metas_form(type, body[type]);
  const auto tree = JsonTree::read(object);
  if (!tree) refuse_value(type, "must be an object");
  meta::DraftParts parts{.type = type, .object = tree->root(), .input = input};
  parts.to.phone = phone;
  if (!body["context"].is_absent())
    parts.quoted_wamid = required_text(body["context"], "message_id", of_wamid);
  auto made = meta::make_draft(std::move(parts));
  if (const auto* error = std::get_if<MetaError>(&made)) refuse_draft(*error, type, body);
  return std::get<Draft>(std::move(made));
}

}  // namespace

ConversationBody read_conversation_body(const http::Request& request) {
  const auto tree = read_body(request);
  const auto body = tree.root();
  ConversationBody asked{.status = text_member(body, "status", of_id)};
  if (asked.status && conversation_statuses(*asked.status).empty())
    refuse_value("status", "must be open, resolved or pending");
  asked.has_assignee = body["assigned_to"].is_given();
  if (asked.has_assignee && !body["assigned_to"].is_absent())
    asked.assigned_to = text_member(body, "assigned_to", of_id);
  if (!asked.status && !asked.has_assignee) {
    throw Problem::invalid(std::string(missing), "status or assigned_to is required");
  }
  return asked;
}

ContactBody read_new_contact(const http::Request& request) {
  const auto tree = read_body(request);
  const auto phone = required_text(tree.root(), "phone_number", {0, 64});
  auto contact = read_contact(tree.root());
  contact.phone = phone_digits(phone);
  if (contact.phone.empty()) refuse_value("phone_number", "must be a phone number in E.164 form");
  return contact;
}

ContactBody read_contact_change(const http::Request& request) {
  const auto tree = read_body(request);
  auto contact = read_contact(tree.root());
  if (!contact.name && !contact.email && !contact.metadata)
    throw Problem::invalid(std::string(missing), "name, email or metadata is required");
  return contact;
}

std::string read_label_id(const http::Request& request) {
  const auto tree = read_body(request);
  return required_text(tree.root(), "label_id", of_id);
}

BulkLabelBody read_bulk_label(const http::Request& request) {
  const auto tree = read_body(request);
  const auto body = tree.root();
  const auto ids = body["contact_ids"];
  if (!ids.is_given()) refuse_missing("contact_ids");
  if (!ids.is_array() || ids.is_empty() || ids.size() > most_contacts)
    refuse_value("contact_ids", "must be an array of 1 to 1000 ids");
  BulkLabelBody asked;
  for (const auto id : ids) {
    if (!id.is_text()) refuse_value("contact_ids", "must hold strings");
    asked.contacts.push_back(id.text());
  }
  std::sort(asked.contacts.begin(), asked.contacts.end());
  asked.contacts.erase(std::unique(asked.contacts.begin(), asked.contacts.end()), asked.contacts.end());
  asked.label = required_text(body, "label_id", of_id);
  const auto operation = required_text(body, "operation", of_id);
  if (operation != "attach" && operation != "detach") refuse_value("operation", "must be attach or detach");
  asked.attach = operation == "attach";
  return asked;
}

LabelBody read_new_label(const http::Request& request) {
  const auto tree = read_body(request);
  auto label = read_label(tree.root());
  if (!label.name) refuse_missing("name");
  label.team = text_member(tree.root(), "team_id", of_team);
  return label;
}

LabelBody read_label_change(const http::Request& request) {
  const auto tree = read_body(request);
  auto label = read_label(tree.root());
  if (!label.name && !label.color) throw Problem::invalid(std::string(missing), "name or color is required");
  return label;
}

MessageBody read_message_body(const http::Request& request) {
  const auto tree = read_body(request);
  const auto body = tree.root();
  const auto product = required_text(body, "messaging_product", of_id);
  if (product != "whatsapp") refuse_value("messaging_product", "must be whatsapp");
  if (!body["status"].is_given()) return {.draft = read_draft(body)};
  const auto status = required_text(body, "status", of_id);
  if (status != "read") refuse_value("status", "must be read");
  MessageBody asked{.is_receipt = true, .wamid = required_text(body, "message_id", of_wamid)};
  const auto typing = body["typing_indicator"];
  if (!typing.is_absent() && typing["type"].text() != "text")
    refuse_value("typing_indicator", "must be an object of type text");
  asked.typing = !typing.is_absent();
  return asked;
}

}  // namespace parley::kirim
