#pragma once
// For tests: answers beside our own OpenAPI document. What is not declared there is wrong, and so is what is missing.

#include "base/time.h"
#include "dialects/kirim/kirim.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <regex>
#include <string>

namespace parley::kirim {

class Schemas {
 public:
  using Element = simdjson::dom::element;

  Schemas() {
    const auto text = openapi_document();
    if (parser_.parse(text.data(), text.size()).get(root_) != simdjson::SUCCESS)
      throw std::runtime_error("the document is no JSON");
  }

  [[nodiscard]] Element root() const { return root_; }

  // Why `body` is no answer with that status to that operation; empty where it is one. An empty path: to a call that
  // the document does not know.
  std::string fault_of(const std::string& path, const std::string& method, int status,
                       const std::string& body) {
    Element value;
    if (value_parser_.parse(body).get(value) != simdjson::SUCCESS) return "no JSON: " + body;
    if (path.empty() || status >= 400) return fault(at("#/components/schemas/ApiErrorEnvelope"), value, "$");
    Element operation, schema;
    if (root_["paths"][path][method].get(operation) != simdjson::SUCCESS)
      return "not declared: " + method + ' ' + path;
    const auto found =
        operation["responses"][std::to_string(status)]["content"]["application/json"]["schema"].get(schema);
    if (found != simdjson::SUCCESS)
      return "not declared: " + std::to_string(status) + " of " + method + ' ' + path;
    return fault(schema, value, "$");
  }

 private:
  // "#/a/b"
  [[nodiscard]] Element at(std::string_view ref) const {
    Element found;
    if (root_.at_pointer(ref.substr(1)).get(found) != simdjson::SUCCESS)
      throw std::runtime_error("a reference to nothing: " + std::string(ref));
    return found;
  }

  static std::string type_of(Element value) {
    using enum simdjson::dom::element_type;
    switch (value.type()) {
      case ARRAY: return "array";
      case OBJECT: return "object";
      case INT64:
      case UINT64: return "integer";
      case DOUBLE: return "number";
      case STRING: return "string";
      case BOOL: return "boolean";
      default: return "null";
    }
  }

  static bool is_of(std::string_view type, const std::string& actual) {
    return type == actual || (type == "number" && actual == "integer");
  }

  static bool has_type(Element types, const std::string& actual) {
    if (types.is_string()) return is_of(types.get_string().value_unsafe(), actual);
    for (const auto type : simdjson::dom::array(types.get_array().value_unsafe())) {
      if (is_of(type.get_string().value_unsafe(), actual)) return true;
    }
    return false;
  }

  static bool is_among(Element values, Element value) {
    for (const auto one : simdjson::dom::array(values.get_array().value_unsafe())) {
      if (std::string(simdjson::minify(one)) == std::string(simdjson::minify(value))) return true;
    }
    return false;
  }

  static bool is_time(const std::string& text) {
    static const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
    return std::regex_match(text, form) && parse_rfc3339(text);
  }

  std::string fault(Element schema, Element value, const std::string& where) {
    std::string_view text;
    Element part;
    if (schema["$ref"].get(text) == simdjson::SUCCESS) return fault(at(text), value, where);
    if (schema["oneOf"].get(part) == simdjson::SUCCESS) return fault_of_one(part, value, where);
    const auto actual = type_of(value);
    if (schema["type"].get(part) == simdjson::SUCCESS && !has_type(part, actual))
      return where + " is " + actual;
    if (actual == "null") return "";
    if (schema["enum"].get(part) == simdjson::SUCCESS && !is_among(part, value))
      return where + " is " + std::string(simdjson::minify(value));
    if (actual == "string")
      return fault_of_text(schema, std::string(value.get_string().value_unsafe()), where);
    if (actual == "object") return fault_of_object(schema, value, where);
    if (actual == "array") return fault_of_array(schema, value, where);
    return "";
  }

  std::string fault_of_one(Element choices, Element value, const std::string& where) {
    std::string all;
    for (const auto choice : simdjson::dom::array(choices.get_array().value_unsafe())) {
      const auto why = fault(choice, value, where);
      if (why.empty()) return "";
      all += why + "; ";
    }
    return all;
  }

  static std::string fault_of_text(Element schema, const std::string& text, const std::string& where) {
    std::string_view pattern, format;
    if (schema["pattern"].get(pattern) == simdjson::SUCCESS &&
        !std::regex_search(text, std::regex(std::string(pattern))))
      return where + " is " + text;
    if (schema["format"].get(format) == simdjson::SUCCESS && format == "date-time" && !is_time(text))
      return where + " is no time: " + text;
    return "";
  }

  std::string fault_of_object(Element schema, Element value, const std::string& where) {
    Element required, properties, declared;
    if (schema["required"].get(required) == simdjson::SUCCESS) {
      for (const auto name : simdjson::dom::array(required.get_array().value_unsafe())) {
        if (value[name.get_string().value_unsafe()].error() != simdjson::SUCCESS)
          return where + " lacks " + std::string(name.get_string().value_unsafe());
      }
    }
    const bool is_free = schema["additionalProperties"].error() == simdjson::SUCCESS;
    const bool has_any = schema["properties"].get(properties) == simdjson::SUCCESS;
    for (const auto [name, member] : simdjson::dom::object(value.get_object().value_unsafe())) {
      const auto place = where + '.' + std::string(name);
      if (!has_any || properties[name].get(declared) != simdjson::SUCCESS) {
        if (!is_free) return place + " is not declared";
        continue;
      }
      const auto why = fault(declared, member, place);
      if (!why.empty()) return why;
    }
    return "";
  }

  std::string fault_of_array(Element schema, Element value, const std::string& where) {
    Element items;
    if (schema["items"].get(items) != simdjson::SUCCESS) return where + " has items of no kind";
    for (const auto item : simdjson::dom::array(value.get_array().value_unsafe())) {
      const auto why = fault(items, item, where + "[]");
      if (!why.empty()) return why;
    }
    return "";
  }

  simdjson::dom::parser parser_, value_parser_;
  Element root_;
};

}  // namespace parley::kirim
