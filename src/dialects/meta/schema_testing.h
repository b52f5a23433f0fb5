#pragma once
// For tests: the forms of this surface's answers. A member that no form has is wrong, and so is one that is missing.

#include <simdjson.h>

#include <regex>
#include <string>
#include <string_view>

namespace parley::graph {

// A form is a JSON object: a member's name, with ? behind where it may be left out, and what it is: a word (text, number,
// bool, any, time, uuid, phone, seconds, cursor), "…|null", a form, or an array of one.
inline constexpr std::string_view forms = R"json({
  "error": {"error": {"message": "text", "type": "text", "code": "number", "error_subcode?": "number", "fbtrace_id": "text",
    "error_data?": {"messaging_product": "text", "details": "text"}}},
  "success": {"success": "bool"},
  "conversation": {"id": "uuid", "phone_number": "phone|null", "phone_number_id": "text", "status": "text",
    "last_active_at": "time|null", "created_at": "time", "updated_at": "time", "metadata": "any", "whatsapp_config_id": "any",
    "business_scoped_user_id": "text|null", "parent_business_scoped_user_id": "text|null", "username": "text|null",
    "kapso?": {"contact_name?": "text|null", "messages_count?": "number", "last_message_id?": "text|null",
      "last_message_type?": "text|null", "last_message_timestamp?": "time|null", "last_message_text?": "text|null",
      "last_inbound_at?": "time|null", "last_outbound_at?": "time|null"}},
  "contact": {"id": "uuid", "wa_id": "text|null", "profile_name": "text|null", "display_name": "text|null", "customer_id": "any",
    "business_scoped_user_id": "text|null", "parent_business_scoped_user_id": "text|null", "username": "text|null",
    "metadata": "any", "created_at": "time", "updated_at": "time"},
  "call": {"id": "uuid", "call_id": "text", "direction": "text", "status": "text", "duration_seconds": "number|null",
    "started_at": "time", "ended_at": "time|null", "whatsapp_contact_id": "uuid", "whatsapp_conversation_id": "uuid|null",
    "user_wa_id": "text|null"},
  "message": {"id": "text", "timestamp": "seconds", "type": "text", "from?": "text", "to?": "text", "from_user_id?": "text|null",
    "to_user_id?": "text|null", "context": "any", "referral?": "any", "errors?": "any", "*": "any",
    "kapso?": {"direction?": "text", "status?": "text", "processing_status?": "text", "origin?": "text",
      "phone_number?": "phone|null", "phone_number_id?": "text", "has_media?": "bool",
      "media_data?": {"url": "text|null", "filename": "text|null", "content_type": "text|null", "byte_size": "number|null"},
      "media_url?": "text|null", "whatsapp_conversation_id?": "uuid", "contact_name?": "text|null", "content?": "text|null",
      "message_type_data?": "any", "flow_response?": "any", "flow_token?": "text|null", "flow_name?": "text|null",
      "order_text?": "text", "statuses?": "any"}},
  "paging": {"cursors": {"before": "cursor|null", "after": "cursor|null"}, "next": "any", "previous": "any"}
})json";

class Forms {
 public:
  using Element = simdjson::dom::element;

  Forms() { root_ = parser_.parse(forms.data(), forms.size()).value(); }

  std::string fault(std::string_view form, Element value) const {
    return fault(root_[form].value(), value, "$");
  }

  std::string fault_of_list(std::string_view form, Element value) const {
    for (const auto [name, member] : simdjson::dom::object(value.get_object().value_unsafe())) {
      if (name != "data" && name != "paging") return "$." + std::string(name) + " is in no list";
    }
    if (value["data"].error() != simdjson::SUCCESS || !value["data"].is_array()) return "$.data is no list";
    for (const auto row : simdjson::dom::array(value["data"].get_array().value_unsafe())) {
      const auto why = fault(root_[form].value(), row, "$.data[]");
      if (!why.empty()) return why;
    }
    return fault(root_["paging"].value(), value["paging"].value(), "$.paging");
  }

 private:
  static std::string fault_of_word(std::string_view word, Element value, const std::string& where) {
    const bool may_be_null = word.ends_with("|null");
    if (may_be_null) word.remove_suffix(5);
    if (word == "any" || (may_be_null && value.is_null())) return "";
    if (word == "number") return value.is_number() ? "" : where + " is no number";
    if (word == "bool") return value.is_bool() ? "" : where + " is no bool";
    if (!value.is_string()) return where + " is no text";
    static const std::pair<std::string_view, std::regex> patterns[] = {
        {"time", std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")},
        {"uuid", std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")},
        {"phone", std::regex(R"(\+\d+)")},
        {"seconds", std::regex(R"(-?\d+)")},
        {"cursor", std::regex("[A-Za-z0-9_-]{44}")},
    };
    const std::string text(value.get_string().value_unsafe());
    for (const auto& [name, pattern] : patterns) {
      if (name == word && !std::regex_match(text, pattern))
        return where + " is no " + std::string(name) + ": " + text;
    }
    return "";
  }

  std::string fault(Element form, Element value, const std::string& where) const {
    if (form.is_string()) return fault_of_word(form.get_string().value_unsafe(), value, where);
    if (!value.is_object()) return where + " is no object";
    bool is_free = false;
    for (const auto [key, part] : simdjson::dom::object(form.get_object().value_unsafe())) {
      std::string name(key);
      is_free = is_free || name == "*";
      const bool is_optional = name.ends_with('?') || name == "*";
      if (name.ends_with('?')) name.pop_back();
      Element member;
      if (value[name].get(member) != simdjson::SUCCESS) {
        if (!is_optional) return where + " lacks " + name;
        continue;
      }
      const auto why = fault(part, member, where + '.' + name);
      if (!why.empty()) return why;
    }
    for (const auto [key, member] : simdjson::dom::object(value.get_object().value_unsafe())) {
      const std::string name(key);
      const bool is_known =
          form[name].error() == simdjson::SUCCESS || form[name + '?'].error() == simdjson::SUCCESS;
      if (!is_known && !is_free) return where + '.' + name + " is in no form";
    }
    return "";
  }

  mutable simdjson::dom::parser parser_;
  Element root_;
};

// Why `body` is no answer to a call of that path, behind the version; empty where it is one, or nobody wrote its form.
inline std::string fault_of(const std::string& path, int status, const std::string& body) {
  static const Forms all;
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(body).get(value) != simdjson::SUCCESS) return "no JSON: " + body;
  if (status >= 400) return all.fault("error", value);
  if (value["success"].error() == simdjson::SUCCESS) return all.fault("success", value);
  static const std::pair<std::regex, std::string_view> known[] = {
      {std::regex(R"((\d+/)?conversations/[^/]+)"), "conversation"},
      {std::regex(R"(\d+/contacts/[^/]+)"), "contact"},
      {std::regex(R"(\d+/messages/.+)"), "message"},
  };
  for (const auto& [pattern, form] : known) {
    if (std::regex_match(path, pattern)) return all.fault(form, value);
  }
  static const std::pair<std::regex, std::string_view> lists[] = {
      {std::regex(R"(\d+/conversations)"), "conversation"},
      {std::regex(R"(\d+/contacts)"), "contact"},
      {std::regex(R"(\d+/messages)"), "message"},
      {std::regex(R"(\d+/calls)"), "call"},
  };
  for (const auto& [pattern, form] : lists) {
    if (std::regex_match(path, pattern)) return all.fault_of_list(form, value);
  }
  return "";
}

}  // namespace parley::graph
