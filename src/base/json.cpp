#include "base/json.h"

#include "base/json_string.h"
#include "base/json_writer.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace parley {

using Kind = JsonTree::Kind;
using Node = JsonTree::Node;

std::string JsonTree::string_at(std::uint32_t begin, std::uint32_t end) const {
  auto text = unescaped(body_.substr(begin, end - begin));
  return is_broken_ ? storable_utf8(text) : text;
}

// Outside of strings no JSON has a backslash.
bool JsonTree::is_exact() const {
  return !is_broken_ && has_sound_escapes(body_) &&
         std::ranges::find(nodes_, Kind::unread, &Node::kind) == nodes_.end();
}

Json Json::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const Node* const nodes = tree_->nodes_.data();
  const auto end = nodes[node_].after;
  for (auto at = node_ + 1; at < end; at = nodes[at].after) {
    const Node& node = nodes[at];
    const Json member(*tree_, at);
    const std::string_view source(tree_->body_.data() + node.name, node.name_length);
    if (node.name_is_escaped ? member.name() == name : source == name) return member;
  }
  return {};
}

bool Json::is_object() const { return tree_ && tree_->nodes_[node_].kind == Kind::object; }
bool Json::is_array() const { return tree_ && tree_->nodes_[node_].kind == Kind::array; }
bool Json::is_absent() const { return !tree_ || tree_->nodes_[node_].kind == Kind::null; }
bool Json::is_given() const { return tree_ != nullptr; }
bool Json::is_text() const { return tree_ && tree_->nodes_[node_].kind == Kind::string; }
bool Json::is_number() const { return tree_ && tree_->nodes_[node_].kind == Kind::number; }
bool Json::is_bool() const {
  return tree_ && (tree_->nodes_[node_].kind == Kind::yes || tree_->nodes_[node_].kind == Kind::no);
}
bool Json::is_true() const { return tree_ && (tree_->nodes_[node_].kind == Kind::yes || text() == "true"); }

bool Json::is_empty() const {
  if (is_absent()) return true;
  const auto& node = tree_->nodes_[node_];
  if (node.kind == Kind::string) return node.end - node.begin == 2;
  return (is_object() || is_array()) && node.after == node_ + 1;
}

std::string_view Json::source() const {
  const auto& node = tree_->nodes_[node_];
  return tree_->body_.substr(node.begin, node.end - node.begin);
}

std::string Json::text() const {
  if (!tree_) return {};
  const auto& node = tree_->nodes_[node_];
  if (node.kind == Kind::string) return tree_->string_at(node.begin + 1, node.end - 1);
  return node.kind == Kind::number ? std::string(source()) : std::string();
}

std::string Json::name() const {
  if (!tree_) return {};
  const auto& node = tree_->nodes_[node_];
  return tree_->string_at(node.name, node.name + node.name_length);
}

std::optional<std::int64_t> Json::integer() const {
  if (!is_number()) return std::nullopt;
  const auto digits = source();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::size_t Json::size() const {
  std::size_t count = 0;
  for (auto at = begin(); at != end(); ++at) ++count;
  return count;
}

Slice Json::slice() const {
  if (!tree_) return {};
  const auto& node = tree_->nodes_[node_];
  return {node.begin, node.end - node.begin};
}

Json::Iterator Json::begin() const {
  if (!is_object() && !is_array()) return end();
  return Json(*tree_, node_ + 1);
}

Json::Iterator Json::end() const { return tree_ ? Json(*tree_, tree_->nodes_[node_].after) : Json(); }

Json::Iterator& Json::Iterator::operator++() {
  at_.node_ = at_.tree_->nodes_[at_.node_].after;
  return *this;
}

std::string Json::compact() const {
  std::string out;
  if (!is_absent()) append_compact(out);
  return out;
}

void Json::append_compact(std::string& out) const {
  switch (tree_->nodes_[node_].kind) {
    case Kind::unread: out += "null"; return;
    case Kind::string: JsonWriter(out).value(text()); return;
    case Kind::object:
    case Kind::array: break;
    default: out += source(); return;
  }
  const bool has_names = is_object();
  const char* separator = "";
  out += has_names ? '{' : '[';
  for (const Json child : *this) {
    out += separator;
    separator = ",";
    if (has_names) {
      JsonWriter(out).value(child.name());
      out += ':';
    }
    child.append_compact(out);
  }
  out += has_names ? '}' : ']';
}

}  // namespace parley
