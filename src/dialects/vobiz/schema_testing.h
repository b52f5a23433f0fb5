#pragma once
// For tests: whether an answer has the form that testdata/schema.json says. An object there names all members there may
// be ("key?" may be missing), a list of one its elements, ["null", x] an x or null; a text names a kind of value, with
// ? where null may stand for it, or after = the words there are.

#include "base/seal.h"
#include "base/text.h"
#include "base/time.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace parley::vobiz {

namespace dom = simdjson::dom;

inline bool is_time(std::string_view text) {
  return text.size() == 20 && text.back() == 'Z' && parse_rfc3339(text);
}

inline bool is_json(std::string_view text) {
  dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

inline bool is_text_of_kind(std::string_view kind, std::string_view text) {
  const auto has_only = [](std::string_view rest, std::string_view symbols) {
    return rest.find_first_not_of(symbols) == std::string_view::npos;
  };
  if (kind == "string") return true;
  if (kind == "uuid") return is_uuid(text);
  if (kind == "time") return is_time(text);
  if (kind == "precise time") return text.size() == 24 && parse_rfc3339(text);
  if (kind == "phone") return text.size() > 7 && text[0] == '+' && is_digits(text.substr(1));
  if (kind == "json") return is_json(text);
  if (kind == "request")
    return text.size() == 16 && text.starts_with("req_") && has_only(text.substr(4), "0123456789abcdef");
  if (kind == "account")
    return text.size() == 11 && text.starts_with("MA_") &&
           has_only(text.substr(3), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  if (!kind.starts_with('=')) return false;
  return ('|' + std::string(kind.substr(1)) + '|').find('|' + std::string(text) + '|') != std::string::npos;
}

inline bool is_of_kind(std::string_view kind, dom::element value) {
  if (kind.ends_with('?')) return value.is_null() || is_of_kind(kind.substr(0, kind.size() - 1), value);
  if (kind == "int") return value.is_int64();
  if (kind == "bool") return value.is_bool();
  if (kind == "object") return value.is_object();
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS && is_text_of_kind(kind, text);
}

inline std::string member_of(const std::string& at, const std::string& name) { return at + '.' + name; }

// Where the value is not as the schema says; empty where it is.
inline std::string schema_fault(dom::element schema, dom::element value, const std::string& at = "$");

inline std::string object_fault(dom::object schema, dom::element value, const std::string& at) {
  if (!value.is_object()) return at + " is no object";
  std::size_t known = 0;
  for (const auto [key, wanted] : schema) {
    const bool may_miss = key.ends_with('?');
    const std::string name(key.substr(0, key.size() - (may_miss ? 1 : 0)));
    dom::element found;
    if (value[name].get(found) != simdjson::SUCCESS) {
      if (!may_miss) return member_of(at, name) + " is missing";
      continue;
    }
    ++known;
    const auto inner = schema_fault(wanted, found, member_of(at, name));
    if (!inner.empty()) return inner;
  }
  return value.get_object().value_unsafe().size() == known ? "" : at + " has a member that nobody knows";
}

inline std::string schema_fault(dom::element schema, dom::element value, const std::string& at) {
  std::string_view kind;
  if (schema.get(kind) == simdjson::SUCCESS)
    return is_of_kind(kind, value) ? "" : at + " is no " + std::string(kind);
  if (schema.is_object()) return object_fault(schema.get_object().value_unsafe(), value, at);
  const auto choices = schema.get_array().value_unsafe();
  if (choices.size() == 2)
    return value.is_null() ? "" : schema_fault(choices.at(1).value_unsafe(), value, at);
  dom::array items;
  if (value.get(items) != simdjson::SUCCESS) return at + " is no list";
  for (const auto item : items) {
    const auto inner = schema_fault(choices.at(0).value_unsafe(), item, at + "[]");
    if (!inner.empty()) return inner;
  }
  return "";
}

}  // namespace parley::vobiz
