#include "http/multipart.h"

#include "base/text.h"

#include <algorithm>
#include <string>

namespace parley::http {
namespace {

constexpr std::size_t longest_boundary = 70;
constexpr std::string_view line_end = "\r\n";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// A character of an HTTP token.
bool is_token(char c) {
  const bool is_visible = c > 0x20 && c < 0x7F;
  return is_visible && std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

bool skip(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

std::string_view take_token(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_token);
  const auto token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(token.size());
  return token;
}

// What stands between quotes, its escapes as they are; nothing where the closing one is missing.
std::optional<std::string_view> take_quoted(std::string_view& text) {
  if (!skip(text, "\"")) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      const auto inside = text.substr(0, at);
      text.remove_prefix(at + 1);
      return inside;
    }
    // Only these two are escapes: browsers of old sent C:\names as they were.
    const bool is_escape = text[at] == '\\' && at + 1 < text.size();
    if (is_escape && (text[at + 1] == '"' || text[at + 1] == '\\')) ++at;
  }
  return std::nullopt;
}

struct Parameter {
  std::string_view name, value;
};

// The next "; name=value"; nothing where the text is at its end or something else stands there.
std::optional<Parameter> take_parameter(std::string_view& text) {
  skip_blanks(text);
  if (!skip(text, ";")) return std::nullopt;
  skip_blanks(text);
  const auto name = take_token(text);
  if (name.empty() || !skip(text, "=")) return std::nullopt;
  if (!text.starts_with('"')) {
    const auto value = take_token(text);
    if (value.empty()) return std::nullopt;
    return Parameter{name, value};
  }
  const auto value = take_quoted(text);
  if (!value) return std::nullopt;
  return Parameter{name, *value};
}

// What a header's value begins with, up to its parameters.
std::string_view take_main(std::string_view& value) {
  const auto main = value.substr(0, value.find(';'));
  value.remove_prefix(main.size());
  return trimmed(main);
}

bool is_boundary_symbol(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') ||
         std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= longest_boundary && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), is_boundary_symbol);
}

// Reads Content-Disposition into the part; false where it names no field of a form.
bool read_disposition(Part& part, std::string_view value) {
  if (!equal_ignoring_case(take_main(value), "form-data")) return false;
  bool is_named = false;
  while (const auto parameter = take_parameter(value)) {
    const bool is_name = equal_ignoring_case(parameter->name, "name");
    const bool is_filename = equal_ignoring_case(parameter->name, "filename");
    if ((is_name && is_named) || (is_filename && part.filename)) return false;
    if (is_name) part.name = parameter->value;
    if (is_filename) part.filename = parameter->value;
    is_named = is_named || is_name;
  }
  return is_named && trimmed(value).empty();
}

// Reads the header lines at the head of `text` and the empty one behind them.
bool take_head(Part& part, std::string_view& text) {
  bool is_disposed = false;
  const auto limit = text.substr(0, longest_part_head).size();
  for (std::size_t read = 0;;) {
    const auto end = text.substr(0, limit - read).find(line_end);
    if (end == std::string_view::npos) return false;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + line_end.size());
    read += end + line_end.size();
    if (line.empty()) return is_disposed;

    auto value = line;
    const auto name = take_token(value);
    if (name.empty() || !skip(value, ":")) return false;
    if (equal_ignoring_case(name, "content-type")) part.content_type = trimmed(value);
    if (!equal_ignoring_case(name, "content-disposition")) continue;
    skip_blanks(value);
    if (is_disposed || !read_disposition(part, value)) return false;
    is_disposed = true;
  }
}

enum class Behind { part, end, nothing };

// What a delimiter says that stood right before `text`.
Behind take_delimiter_end(std::string_view& text) {
  const bool is_last = skip(text, "--");
  skip_blanks(text);
  const bool has_line_end = skip(text, line_end);
  if (is_last) return text.empty() ? Behind::end : Behind::nothing;
  return has_line_end ? Behind::part : Behind::nothing;
}

}  // namespace

std::optional<std::string_view> form_boundary(std::string_view content_type) {
  auto rest = trimmed(content_type);
  if (!equal_ignoring_case(take_main(rest), "multipart/form-data")) return std::nullopt;
  std::optional<std::string_view> boundary;
  while (const auto parameter = take_parameter(rest)) {
    if (!equal_ignoring_case(parameter->name, "boundary")) continue;
    if (boundary) return std::nullopt;
    boundary = parameter->value;
  }
  if (!boundary || !rest.empty() || !is_boundary(*boundary)) return std::nullopt;
  return boundary;
}

std::optional<std::vector<Part>> form_parts(std::string_view body, std::string_view boundary) {
  const auto delimiter = "\r\n--" + std::string(boundary);
  skip(body, line_end);  // some clients begin with an empty line
  if (!skip(body, std::string_view(delimiter).substr(line_end.size()))) return std::nullopt;

  std::vector<Part> parts;
  for (;;) {
    const auto behind = take_delimiter_end(body);
    if (behind == Behind::end) return parts;
    if (behind == Behind::nothing || parts.size() == most_parts) return std::nullopt;
    Part part;
    if (!take_head(part, body)) return std::nullopt;
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    part.body = body.substr(0, end);
    body.remove_prefix(end + delimiter.size());
    parts.push_back(part);
  }
}

const Part* part_named(const std::vector<Part>& parts, std::string_view name) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.name == name; });
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace parley::http
