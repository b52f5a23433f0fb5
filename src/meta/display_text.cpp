#include "meta/display_text.h"

#include <initializer_list>
#include <utility>

namespace parley::meta {
namespace {

std::string first_of(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    auto text = object[name].text();
    if (!text.empty()) return text;
  }
  return {};
}

std::string with_label(std::string_view label, const std::string& detail) {
  return detail.empty() ? std::string(label) : std::string(label) + ": " + detail;
}

std::string text_body(Json text) { return text.is_object() ? text["body"].text() : text.text(); }

std::string button(Json button) { return first_of(button, {"text", "payload"}); }

std::string unknown(Json object) {
  auto text = first_of(object, {"body", "text", "title"});
  if (text.empty()) text = object["body"]["text"].text();  // what a business sends
  return text.empty() ? std::string(unreadable) : text;
}

// What we sent ourselves and needs no body.
std::string sent(Json interactive) {
  for (auto text : {interactive["body"]["text"].text(), interactive["header"]["text"].text()}) {
    if (!text.empty()) return text;
  }
  const auto type = interactive["type"].text();
  if (type == "product") return with_label("Product", interactive["action"]["product_retailer_id"].text());
  return unknown(interactive);
}

std::string interactive(Json interactive) {
  if (interactive.is_absent()) return {};
  const Json permission = interactive["call_permission_reply"];
  const Json method = interactive["payment_method"];
  if (permission.is_object()) return with_label("Call permission", permission["response"].text());
  if (method.is_object()) return with_label("Payment method", method["payment_method"].text());
  if (interactive["payment_notification"].is_object()) return "Payment notification";
  for (const auto& text :
       {interactive["button_reply"]["title"].text(), interactive["list_reply"]["title"].text(),
        first_of(interactive["nfm_reply"], {"body", "name"})}) {
    if (!text.empty()) return text;
  }
  return sent(interactive);
}

std::string location(Json location) {
  auto text = first_of(location, {"name", "address"});
  const auto latitude = location["latitude"].text();
  const auto longitude = location["longitude"].text();
  if (text.empty() && !latitude.empty() && !longitude.empty()) text = latitude + ", " + longitude;
  return text;
}

std::string name_of_shared(Json contact) {
  const Json name = contact["name"];
  auto text = first_of(name, {"formatted_name", "first_name", "last_name"});
  if (text.empty()) text = contact["org"]["company"].text();
  for (const Json phone : contact["phones"]) {
    if (text.empty()) text = first_of(phone, {"phone", "wa_id"});
  }
  return text;
}

std::string contacts(Json contacts) {
  std::string names;
  for (const Json contact : contacts) {
    const auto name = name_of_shared(contact);
    if (name.empty()) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

std::string order(Json order) {
  auto text = order["text"].text();
  if (!text.empty() || order.is_absent()) return text;
  int count = 0;
  for ([[maybe_unused]] const Json item : order["product_items"]) ++count;
  return "Order (" + std::to_string(count) + (count == 1 ? " item)" : " items)");
}

std::string system_body(Json system) { return system["body"].text(); }

std::string template_name(Json object) { return first_of(object, {"name", "element_name"}); }

std::string nothing(Json) { return {}; }

constexpr struct {
  std::string_view type;
  std::string (*text)(Json);
} readers[] = {
    {"text", text_body},     {"button", button},           {"interactive", interactive},
    {"location", location},  {"contacts", contacts},       {"order", order},
    {"system", system_body}, {"template", template_name},  {"hsm", template_name},
    {"reaction", nothing},   {"request_welcome", nothing}, {"media_placeholder", nothing},
};

}  // namespace

std::string display_text(std::string_view type, Json object) {
  for (const auto& reader : readers) {
    if (reader.type == type) return reader.text(object);
  }
  return unknown(object);
}

}  // namespace parley::meta
