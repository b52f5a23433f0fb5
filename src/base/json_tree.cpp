// Reads a body into a tree: simdjson finds the structure, all else is taken from the body as it came.

#include "base/json.h"
#include "base/text.h"

#include <simdjson.h>

#include <limits>

namespace parley {
namespace {

namespace ondemand = simdjson::ondemand;
using Kind = JsonTree::Kind;
using Node = JsonTree::Node;

constexpr int deepest = 128;

// Without JSON's blanks behind it.
std::string_view without_tail(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// -?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?
bool is_number(std::string_view text) {
  const auto skip_digits = [&] {
    const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  const auto skip = [&](std::string_view any) {
    const bool is_there = !text.empty() && any.find(text[0]) != std::string_view::npos;
    if (is_there) text.remove_prefix(1);
    return is_there;
  };
  skip("-");
  const bool leads_with_zero = text.starts_with('0');
  const auto whole = skip_digits();
  if (whole == 0 || (leads_with_zero && whole > 1)) return false;
  if (skip(".") && skip_digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (skip_digits() == 0) return false;
  }
  return text.empty();
}

std::optional<Kind> kind_of(std::string_view token) {
  if (token.empty()) return std::nullopt;
  switch (token[0]) {
    case '{': return Kind::object;
    case '[': return Kind::array;
    case '"': return token.size() > 1 && token.back() == '"' ? std::optional(Kind::string) : std::nullopt;
    default: break;
  }
  if (token == "true") return Kind::yes;
  if (token == "false") return Kind::no;
  if (token == "null") return Kind::null;
  return is_number(token) ? std::optional(Kind::number) : std::nullopt;
}

class Builder {
 public:
  Builder(std::string_view text, ondemand::document& document) : text_(text), document_(document) {
    nodes.reserve(text.size() / 16 + 8);  // Meta's bodies hold a node every 18 bytes
  }

  bool read() {
    ondemand::value root;
    if (document_.get_value().get(root) || !add(open_node(), root, 0)) return false;
    const char* where = nullptr;
    return document_.current_location().get(where) == simdjson::OUT_OF_BOUNDS;
  }

  std::vector<Node> nodes;

 private:
  // Nodes are made in place and spoken of by number: the vector may move.
  std::size_t open_node() {
    nodes.emplace_back();
    return nodes.size() - 1;
  }

  bool add(std::size_t at, ondemand::value& value, int depth) {
    const auto token = without_tail(value.raw_json_token());
    const auto kind = kind_of(token);
    if (!kind) return false;
    nodes[at].kind = *kind;
    nodes[at].begin = static_cast<std::uint32_t>(token.data() - text_.data());
    nodes[at].end = nodes[at].begin + static_cast<std::uint32_t>(token.size());
    if (depth == deepest) {
      if (!pass_over(nodes[at], value)) return false;
    } else if (*kind == Kind::object) {
      if (!add_members(value, depth)) return false;
      nodes[at].end = here();
    } else if (*kind == Kind::array) {
      if (!add_elements(value, depth)) return false;
      nodes[at].end = here();
    }
    nodes[at].after = static_cast<std::uint32_t>(nodes.size());
    return true;
  }

  bool add_members(ondemand::value& value, int depth) {
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    for (auto member : object) {
      ondemand::raw_json_string name;
      ondemand::value content;
      if (member.key().get(name) || member.value().get(content)) return false;
      const auto at = open_node();
      tell_name(nodes[at], name.raw());
      if (!add(at, content, depth + 1)) return false;
    }
    return true;
  }

  bool add_elements(ondemand::value& value, int depth) {
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    for (auto element : array) {
      ondemand::value content;
      if (element.get(content) || !add(open_node(), content, depth + 1)) return false;
    }
    return true;
  }

  // Its name starts at `name`, behind the quote.
  void tell_name(Node& node, const char* name) const {
    const char* end = name;
    for (; *end != '"'; ++end) {
      if (*end != '\\') continue;
      node.name_is_escaped = true;
      ++end;
    }
    node.name = static_cast<std::uint32_t>(name - text_.data());
    node.name_length = static_cast<std::uint32_t>(end - name);
  }

  static bool pass_over(Node& node, ondemand::value& value) {
    std::string_view all;
    if (node.kind == Kind::object) {
      ondemand::object object;
      if (value.get_object().get(object) || object.raw_json().get(all)) return false;
    } else if (node.kind == Kind::array) {
      ondemand::array array;
      if (value.get_array().get(array) || array.raw_json().get(all)) return false;
    } else {
      return true;
    }
    all = without_tail(all);
    node.kind = Kind::unread;
    node.end = node.begin + static_cast<std::uint32_t>(all.size());
    return true;
  }

  // Behind the bracket that was read last.
  std::uint32_t here() {
    const char* where = text_.data() + text_.size();
    if (document_.current_location().get(where)) where = text_.data() + text_.size();
    const auto before = text_.substr(0, static_cast<std::size_t>(where - text_.data()));
    return static_cast<std::uint32_t>(without_tail(before).size());
  }

  std::string_view text_;
  ondemand::document& document_;
};

// Bytes that simdjson refuses but that cannot be structure, made harmless in place: what is said is read from
// the body.
void mend(simdjson::padded_string& text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char& c = text.data()[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (in_string && byte < 0x20)) c = 'x';
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text.data()[++i]);
      if (next >= 0x80 || next < 0x20) text.data()[i] = 'x';
    }
  }
}

}  // namespace

std::optional<JsonTree> JsonTree::read(std::string_view body) {
  auto tree = read_any(body);
  if (tree && tree->nodes_[0].kind != Kind::object) return std::nullopt;
  return tree;
}

std::optional<JsonTree> JsonTree::read_any(std::string_view body) {
  if (body.empty()) return std::nullopt;  // most messages have no object: no parser is set up for them
  if (body.size() > std::numeric_limits<std::uint32_t>::max() / 2) return std::nullopt;
  simdjson::padded_string text(body);
  ondemand::parser parser;
  ondemand::document document;
  JsonTree tree;
  auto error = parser.iterate(text).get(document);
  if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
    tree.is_broken_ = true;
    mend(text);
    error = parser.iterate(text).get(document);
  }
  if (error) return std::nullopt;

  Builder builder({text.data(), text.size()}, document);
  if (!builder.read()) return std::nullopt;
  tree.body_ = body;
  tree.nodes_ = std::move(builder.nodes);
  return tree;
}

}  // namespace parley
