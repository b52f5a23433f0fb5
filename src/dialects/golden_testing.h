#pragma once
// For tests: JSON beside a golden file, byte for byte but for the blanks between; and whether one text says
// all that another does.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace parley {

// Without the blanks between.
inline std::string minified(const std::string& json) {
  std::string out(json.size() + 1, '\0');
  std::size_t size = 0;
  if (simdjson::minify(json.data(), json.size(), out.data(), size) != simdjson::SUCCESS)
    return "no JSON: " + json;
  out.resize(size);
  return out;
}

// Laid out for a person: a member or item a line, two blanks a level.
inline std::string laid_out(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  const auto new_line = [&] { out.append(1, '\n').append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    const char next = i + 1 < json.size() ? json[i + 1] : '\0';
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '}' || c == ']') && json[i - 1] != '{' && json[i - 1] != '[') --depth, new_line();
    out += c;
    if (quoted && c == '\\') out += json[++i];
    if (quoted) continue;
    if ((c == '{' || c == '[') && next != '}' && next != ']') ++depth, new_line();
    if (c == ',') new_line();
    if (c == ':') out += ' ';
  }
  return out + '\n';
}

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// `path` is below src/. PARLEY_REWRITE_GOLDEN in the environment writes the file anew.
inline void expect_golden(const std::string& path, const std::string& body) {
  const auto file = std::string(PARLEY_SOURCE_DIR "/src/") + path;
  if (std::getenv("PARLEY_REWRITE_GOLDEN")) std::ofstream(file, std::ios::binary) << laid_out(body);
  EXPECT_EQ(laid_out(body), laid_out(minified(file_text(file)))) << path;
  EXPECT_EQ(minified(body), body) << "blanks between";
}

// Where `ours` lacks what `documented` holds or says otherwise, as a path; empty where it says all of it.
// Objects may hold more, arrays may not.
inline std::string difference(simdjson::dom::element documented, simdjson::dom::element ours,
                              const std::string& at) {
  namespace dom = simdjson::dom;
  if (documented.is_object() && ours.is_object()) {
    for (const auto [key, value] : simdjson::dom::object(documented.get_object().value_unsafe())) {
      const auto place = at + '.' + std::string(key);
      dom::element found;
      if (ours[key].get(found) != simdjson::SUCCESS) return place + " is missing";
      const auto inner = difference(value, found, place);
      if (!inner.empty()) return inner;
    }
    return "";
  }
  if (documented.is_array() && ours.is_array()) {
    const dom::array theirs = documented.get_array().value_unsafe();
    const dom::array items = ours.get_array().value_unsafe();
    if (theirs.size() != items.size()) return at + " has another length";
    auto item = items.begin();
    for (const auto value : theirs) {
      const auto inner = difference(value, *item, at + "[]");
      if (!inner.empty()) return inner;
      ++item;
    }
    return "";
  }
  const std::string a = simdjson::minify(documented), b = simdjson::minify(ours);
  return a == b ? "" : at + " is " + b + ", documented is " + a;
}

inline std::string difference(const std::string& documented, const std::string& ours) {
  simdjson::dom::parser one, other;
  simdjson::dom::element a, b;
  if (one.parse(documented).get(a) != simdjson::SUCCESS) return "the documented text is no JSON";
  if (other.parse(ours).get(b) != simdjson::SUCCESS) return "ours is no JSON";
  return difference(a, b, "$");
}

}  // namespace parley
