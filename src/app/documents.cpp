#include "app/documents.h"

#include "base/text.h"

#include <iterator>
#include <utility>

namespace parley::app {

bool is_closed_object(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('{')) return false;
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0) return i + 1 == text.size();
  }
  return false;
}

// The next line that is not blank.
std::optional<std::string> Documents::next_line() {
  if (held_) return std::exchange(held_, std::nullopt);
  for (std::string line; std::getline(input_, line);) {
    if (!trimmed(line).empty()) return line;
  }
  return std::nullopt;
}

// The first lines tell which kind of stream it is. One that leaves an object open begins a document of many
// lines, unless a whole object follows: then it is a broken line among lines.
std::optional<std::string> Documents::begin() {
  auto line = next_line();
  if (!line || !trimmed(*line).starts_with('{') || is_closed_object(*line)) return line;
  held_ = next_line();
  if (!held_ || is_closed_object(*held_)) return line;
  *line += '\n' + *std::exchange(held_, std::nullopt) + '\n';
  line->append(std::istreambuf_iterator<char>(input_), {});
  return line;
}

std::optional<std::string> Documents::next() {
  auto document = std::exchange(begun_, true) ? next_line() : begin();
  if (document) *document = trimmed(*document);
  return document;
}

}  // namespace parley::app
