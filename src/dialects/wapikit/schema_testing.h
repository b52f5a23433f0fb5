#pragma once
// For tests: answers beside testdata/schema.json, which tells each endpoint's body as the vendor's documents do. A type
// is a word (string, int, number, bool, true, object, uuid, time, url), "=A|B" for one of some words, the name of another
// entry, an array of one type, or an object of members, whose names end in ? where they may be missing. "by x" takes the
// entry that the member x names. A member that is not told of is a fault.

#include "base/seal.h"
#include "base/time.h"
#include "dialects/golden_testing.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace parley::wapikit {

class Schema {
 public:
  Schema() {
    const auto text = file_text(PARLEY_SOURCE_DIR "/src/dialects/wapikit/testdata/schema.json");
    if (parser_.parse(text).get(root_) != simdjson::SUCCESS) ADD_FAILURE() << "the schema is no JSON";
  }

  // Where a body is not what the entry says; empty where it is.
  std::string fault(std::string_view entry, const std::string& body) {
    simdjson::dom::parser parser;
    Element given, type;
    if (root_[entry].get(type) != simdjson::SUCCESS) return "nothing is told of " + std::string(entry);
    if (parser.parse(body).get(given) != simdjson::SUCCESS) return "no JSON: " + body;
    return fault(type, given, "$");
  }

 private:
  using Element = simdjson::dom::element;

  std::string fault(Element type, Element given, const std::string& at) {
    if (type.is_object()) return fault_of_members(type, given, at);
    if (type.is_array()) {
      if (!given.is_array()) return at + " is no array";
      for (const auto each : simdjson::dom::array(given.get_array().value_unsafe())) {
        auto inner = fault(type.at(0).value_unsafe(), each, at + "[]");
        if (!inner.empty()) return inner;
      }
      return "";
    }
    const auto word = type.get_string().value_unsafe();
    Element entry;
    if (root_[word].get(entry) == simdjson::SUCCESS) return fault(entry, given, at);
    return is_of(word, given)
               ? ""
               : at + " is no " + std::string(word) + ": " + std::string(simdjson::minify(given));
  }

  std::string fault_of_members(Element type, Element given, const std::string& at) {
    if (!given.is_object()) return at + " is no object";
    std::size_t seen = 0;
    for (const auto [name, of] : simdjson::dom::object(type.get_object().value_unsafe())) {
      const bool is_optional = name.ends_with('?');
      const auto key = is_optional ? name.substr(0, name.size() - 1) : name;
      Element value, by = of;
      if (given[key].get(value) != simdjson::SUCCESS) {
        if (is_optional) continue;
        return at + '.' + std::string(key) + " is missing";
      }
      ++seen;
      std::string_view word;
      if (of.get(word) == simdjson::SUCCESS && word.starts_with("by ")) {
        const auto choice = given[word.substr(3)].get_string().value_unsafe();
        if (root_[choice].get(by) != simdjson::SUCCESS) return at + " names no type: " + std::string(choice);
      }
      auto inner = fault(by, value, at + '.' + std::string(key));
      if (!inner.empty()) return inner;
    }
    if (seen == given.get_object().value_unsafe().size()) return "";
    return at + " has a member that nothing is told of: " + std::string(simdjson::minify(given));
  }

  static bool is_of(std::string_view word, Element given) {
    const bool is_text = given.is_string();
    const auto text = is_text ? given.get_string().value_unsafe() : std::string_view();
    if (word == "string") return is_text;
    if (word == "int") return given.is_int64();
    if (word == "number") return given.is_number();
    if (word == "bool") return given.is_bool();
    if (word == "true") return given.is_bool() && given.get_bool().value_unsafe();
    if (word == "object") return given.is_object();
    if (word == "uuid") return is_text && is_uuid(text);
    if (word == "time") return is_text && text.find('.') != std::string_view::npos && parse_rfc3339(text);
    if (word == "url") return text.starts_with("http://") || text.starts_with("https://");
    if (!word.starts_with('=')) return false;
    const auto words = '|' + std::string(word.substr(1)) + '|';
    return is_text && words.find('|' + std::string(text) + '|') != std::string::npos;
  }

  simdjson::dom::parser parser_;
  Element root_;
};

// What the documented sample has and ours lacks or has of another kind, values aside; empty where nothing. Of an array
// one of our elements must have it all. `left_out` names one member that need not be there.
inline std::string shape_difference(simdjson::dom::element documented, simdjson::dom::element ours,
                                    std::string_view left_out, const std::string& at) {
  if (documented.is_object() && ours.is_object()) {
    for (const auto [name, value] : simdjson::dom::object(documented.get_object().value_unsafe())) {
      simdjson::dom::element found;
      if (name == left_out) continue;
      if (ours[name].get(found) != simdjson::SUCCESS) return at + '.' + std::string(name) + " is missing";
      auto inner = shape_difference(value, found, left_out, at + '.' + std::string(name));
      if (!inner.empty()) return inner;
    }
    return "";
  }
  if (documented.is_array() && ours.is_array()) {
    std::string fault;
    for (const auto value : simdjson::dom::array(documented.get_array().value_unsafe())) {
      fault = at + "[] is empty";
      for (const auto item : simdjson::dom::array(ours.get_array().value_unsafe())) {
        fault = shape_difference(value, item, left_out, at + "[]");
        if (fault.empty()) break;
      }
      if (!fault.empty()) return fault;
    }
    return "";
  }
  return documented.type() == ours.type() ? "" : at + " is of another kind";
}

inline std::string shape_difference(const std::string& documented, const std::string& ours,
                                    std::string_view left_out) {
  simdjson::dom::parser one, other;
  simdjson::dom::element a, b;
  if (one.parse(documented).get(a) != simdjson::SUCCESS) return "the documented text is no JSON";
  if (other.parse(ours).get(b) != simdjson::SUCCESS) return "ours is no JSON";
  return shape_difference(a, b, left_out, "$");
}

}  // namespace parley::wapikit
