#include "dialects/meta/onward.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"
#include "http/multipart.h"
#include "http/params.h"

#include <algorithm>
#include <iterator>

namespace parley::graph {
namespace {

// What makes another call of one, or shows a token: Graph reads these from any query and any body.
constexpr std::string_view never[] = {"access_token", "appsecret_proof",   "method", "ids", "batch",
                                      "id",           "suppress_http_code"};
// Members that are asked for.
constexpr std::string_view field_lists[] = {"fields", "summary"};

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

using Pairs = std::vector<std::pair<std::string, std::string>>;  // name, value

bool is_among(std::string_view name, auto&& names) {
  return std::ranges::find(names, name) != std::end(names);
}

// As Graph's server takes a parameter's name: "a[0]" is an element of a, and "a.b" may be a_b.
std::string plain_name(std::string name) {
  name.erase(0, name.find_first_not_of(' '));
  name.resize(std::min({name.size(), name.find('['), name.find('\0')}));
  for (char& c : name) {
    if (c == ' ' || c == '.') c = '_';
  }
  return name;
}

std::string_view take_pair(std::string_view& query) {
  const auto pair = query.substr(0, query.find('&'));
  query.remove_prefix(std::min(pair.size() + 1, query.size()));
  return pair;
}

std::string name_of_pair(std::string_view pair) {
  return plain_name(http::percent_decoded(pair.substr(0, pair.find('=')), true));
}

std::string value_of_pair(std::string_view pair) {
  const auto mark = pair.find('=');
  return mark == pair.npos ? std::string() : http::percent_decoded(pair.substr(mark + 1), true);
}

void add_query(Pairs& pairs, std::string_view query) {
  while (!query.empty()) {
    const auto pair = take_pair(query);
    pairs.emplace_back(name_of_pair(pair), value_of_pair(pair));
  }
}

bool is_form(const http::Request& request) {
  return ascii_lower(request.header("content-type").value_or("")).starts_with(form_type);
}

std::vector<http::Part> parts_of(const http::Request& request, std::string_view boundary) {
  auto parts = http::form_parts(request.body, boundary);
  if (!parts) throw Problem::invalid("body", "The body is no multipart/form-data");
  return *std::move(parts);
}

JsonTree object_in(const http::Request& request) {
  auto tree = JsonTree::read(request.body);
  if (!tree) throw Problem::invalid("body", "The body must be a JSON object or a form");
  return *std::move(tree);
}

void add_body(Pairs& pairs, const http::Request& request) {
  if (request.body.empty()) return;
  if (const auto boundary = http::form_boundary(request.header("content-type").value_or(""))) {
    for (const auto& part : parts_of(request, *boundary))
      pairs.emplace_back(plain_name(std::string(part.name)), part.body);
  } else if (is_form(request)) {
    add_query(pairs, request.body);
  } else {
    const auto tree = object_in(request);
    for (const Json member : tree.root())
      pairs.emplace_back(plain_name(member.name()), member.is_text() ? member.text() : member.compact());
  }
}

Pairs parameters_of(const http::Request& request) {
  Pairs pairs;
  add_query(pairs, request.query);
  add_body(pairs, request);
  return pairs;
}

std::string without_never(const http::Request& request) {
  const auto tree = object_in(request);
  std::string out;
  JsonWriter json(out);
  json.open('{');
  bool is_whole = true;
  for (const Json member : tree.root()) {
    const bool goes_on = !is_among(plain_name(member.name()), never);
    is_whole = is_whole && goes_on;
    if (!goes_on) continue;
    json.value(member.name());
    out += ':';
    const auto value = member.compact();
    out += value.empty() ? "null" : value;  // nothing and null are one to Json
  }
  json.close('}');
  return is_whole ? std::string(request.body) : out;
}

// Takes what a list of fields is made of from its beginning.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : left_(text) {}

  bool takes(char c) {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  std::string_view take_name() {
    const auto is_other = [](unsigned char c) {
      return c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z');
    };
    return take(std::ranges::find_if(left_, is_other));
  }
  // As far as they close; whatever opens again leads further.
  bool takes_arguments() {
    take(std::ranges::find_if(
        left_, [](char c) { return std::string_view("(){}").find(c) != std::string_view::npos; }));
    return takes(')');
  }
  void skip_blanks() {
    take(std::ranges::find_if(left_, [](char c) { return c != ' '; }));
  }
  [[nodiscard]] bool is_at_end() const { return left_.empty(); }

 private:
  std::string_view take(std::string_view::iterator until) {
    const auto taken = left_.substr(0, static_cast<std::size_t>(until - left_.begin()));
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view left_;
};

// One of the list: a name and what modifies it.
bool takes_field(FieldReader& from) {
  from.skip_blanks();
  from.take_name();
  while (from.takes('.')) {
    const auto modifier = from.take_name();
    if (modifier.empty() || equal_ignoring_case(modifier, "fields")) return false;
    if (!from.takes('(') || !from.takes_arguments()) return false;
  }
  from.skip_blanks();
  return true;
}

}  // namespace

std::string query_for_meta(std::string_view query, std::initializer_list<std::string_view> without) {
  std::string kept;
  while (!query.empty()) {
    const auto pair = take_pair(query);
    const auto name = name_of_pair(pair);
    if (pair.empty() || is_among(name, never) || is_among(name, without)) continue;
    kept += kept.empty() ? '?' : '&';
    kept += pair;
  }
  return kept;
}

std::string body_for_meta(const http::Request& request) {
  if (request.body.empty()) return {};
  if (const auto boundary = http::form_boundary(request.header("content-type").value_or(""))) {
    for (const auto& part : parts_of(request, *boundary)) {
      if (is_among(plain_name(std::string(part.name)), never))
        throw Problem::invalid("body", "The form may have no field " + storable_utf8(part.name));
    }
    return std::string(request.body);
  }
  if (!is_form(request)) return without_never(request);
  auto kept = query_for_meta(request.body);
  kept.erase(0, 1);
  return kept;
}

bool are_plain_fields(std::string_view fields) {
  FieldReader from(fields);
  do {
    if (!takes_field(from)) return false;
  } while (from.takes(','));
  return from.is_at_end();
}

void need_plain_fields(const http::Request& request) {
  for (const auto& [name, value] : parameters_of(request)) {
    if (is_among(name, field_lists) && !are_plain_fields(value))
      throw Problem::invalid(name, "Param " + name + " may name members of the object itself only");
  }
}

std::vector<std::string> said(const http::Request& request, std::string_view name) {
  std::vector<std::string> values;
  for (auto& [each, value] : parameters_of(request)) {
    if (each == name) values.push_back(std::move(value));
  }
  return values;
}

}  // namespace parley::graph
