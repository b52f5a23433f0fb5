#include "store/postgres/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace parley::postgres {
namespace {

using Kind = Shape::Kind;

constexpr char arrays_mark = '\x01';  // where the arrays come in

bool is_of_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view first_word(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_of_word(text[length])) ++length;
  return text.substr(0, length);
}

std::string_view behind(std::string_view text, std::string_view words) {
  const auto at = text.find(words);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + words.size());
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The number of the parameter that `text` begins with, from 0; -1: it begins with none.
int parameter_at(std::string_view text) {
  int number = 0;
  if (!text.starts_with('$')) return -1;
  std::from_chars(text.data() + 1, text.data() + text.size(), number);
  return number - 1;
}

// What stands within the parenthesis that `text` begins with.
std::optional<std::string_view> parenthesis(std::string_view text) {
  if (!text.starts_with('(')) return std::nullopt;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return text.substr(1, at - 1);
  }
  return std::nullopt;
}

// Parts between separators that stand in no parenthesis and in no quotes.
std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool is_quoted = false;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\'') is_quoted = !is_quoted;
    if (is_quoted) continue;
    depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
    if (depth != 0 || !text.substr(at).starts_with(separator)) continue;
    parts.push_back(trimmed(text.substr(from, at - from)));
    from = at + separator.size();
  }
  parts.push_back(trimmed(text.substr(from)));
  return parts;
}

// Whether it is a parameter and nothing else.
bool is_parameter(std::string_view text) {
  return text.size() > 1 && text[0] == '$' &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

// Of "organization = $1 AND id = $2 AND …", as far as it goes so.
std::vector<KeyColumn> equalities(std::string_view condition) {
  std::vector<KeyColumn> key;
  if (split(condition, " OR ").size() > 1) return key;
  for (const auto part : split(condition, " AND ")) {
    const auto column = first_word(part);
    const auto rest = part.substr(column.size());
    if (column.empty() || !rest.starts_with(" = ")) continue;
    const auto value = rest.substr(3);
    if (is_parameter(value))
      key.push_back({std::string(column), static_cast<std::size_t>(parameter_at(value))});
  }
  return key;
}

void read_look_up(std::string_view text, Shape& shape) {
  const bool is_plain = text.find("SELECT", 1) == std::string_view::npos && !text.ends_with("UPDATE") &&
                        !text.ends_with("SHARE") && text.find("NOWAIT") == std::string_view::npos;
  const auto from = behind(text, " FROM ");
  const auto table = first_word(from);
  auto condition = from.substr(table.size());
  if (!is_plain || !condition.starts_with(" WHERE ")) return;
  condition = behind(condition, " WHERE ");
  for (const std::string_view end : {" ORDER BY ", " GROUP BY ", " LIMIT "})
    condition = condition.substr(0, std::min(condition.find(end), condition.size()));
  shape.table = table;
  shape.key = equalities(condition);
}

void read_insert(std::string_view text, Shape& shape) {
  const auto into = behind(text, "INSERT INTO ");
  shape.table = first_word(into);
  const auto columns = parenthesis(trimmed(into.substr(shape.table.size())));
  const auto behind_values = behind(into, ") VALUES ");
  const auto values = parenthesis(behind_values);
  if (!columns || !values) return;
  const auto names = split(*columns, ",");
  const auto given = split(*values, ",");
  if (names.size() != given.size()) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_parameter(given[i]))
      shape.key.push_back({std::string(names[i]), static_cast<std::size_t>(parameter_at(given[i]))});
  }
  const auto tail = behind_values.substr(values->size() + 2);
  const auto conflicting = parenthesis(behind(tail, "ON CONFLICT "));
  const auto unique = conflicting ? split(*conflicting, ",") : std::vector<std::string_view>{};
  for (const auto& one : shape.key) {
    if (std::ranges::find(unique, one.column) != unique.end()) shape.unique.push_back(one);
  }
  if (shape.unique.size() != unique.size()) shape.unique.clear();
  if (tail.find("DO UPDATE") != std::string_view::npos) {
    // What was there before agrees in these columns alone.
    shape.key = shape.unique;
    shape.is_once_a_key = true;
    if (shape.key.empty()) return;
  }
  const bool is_of_one_row = !tail.starts_with(",");
  if (is_of_one_row && tail.find('$') == std::string_view::npos)
    shape.in_bulk = fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}{}", shape.table, *columns, *values,
                                arrays_mark, tail);
}

void read_change(std::string_view text, Shape& shape) {
  const bool is_update = shape.kind == Kind::update;
  const auto of = behind(text, is_update ? "UPDATE " : "DELETE FROM ");
  shape.table = first_word(of);
  const auto set = is_update ? behind(of, " SET ") : of.substr(shape.table.size());
  const auto where = set.find(" WHERE ");
  if (where == std::string_view::npos || set.find(" WHERE ", where + 1) != std::string_view::npos) return;
  auto key = equalities(set.substr(where + std::string_view(" WHERE ").size()));
  const auto conditions = key.size();
  if (is_update) {
    for (const auto assigned : split(set.substr(0, where), ","))
      std::erase_if(key, [&](const KeyColumn& one) { return one.column == first_word(assigned); });
  }
  const bool keeps_key = key.size() == conditions;
  shape.key = std::move(key);
  shape.is_once_a_key = true;
  const bool is_alone =
      text.find("SELECT") == std::string_view::npos && text.find(" FROM ", 7) == std::string_view::npos;
  if (shape.key.empty() || !keeps_key || !is_alone) return;
  const auto head = text.substr(0, text.find(" WHERE "));
  shape.in_bulk = fmt::format("{} {} {} WHERE {}", head, is_update ? "FROM" : "USING", arrays_mark,
                              behind(text, " WHERE "));
}

// "unnest($1, $2) AS q(v1, v2)"
std::string arrays(std::size_t values, bool with_number) {
  std::string given, names;
  for (std::size_t i = 1; i <= values; ++i) {
    given += fmt::format("{}${}", i > 1 ? ", " : "", i);
    names += fmt::format("{}v{}", i > 1 ? ", " : "", i);
  }
  return with_number ? fmt::format("unnest({}) WITH ORDINALITY AS q({}, n)", given, names)
                     : fmt::format("unnest({}) AS q({})", given, names);
}

// Each $1 as q.v1.
std::string with_columns(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '$' ? std::string("q.v") : std::string(1, c);
  return out;
}

std::size_t count_values(std::string_view text) {
  int most = -1;
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1))
    most = std::max(most, parameter_at(text.substr(at)));
  return static_cast<std::size_t>(most + 1);
}

void write_in_bulk(std::string_view text, Shape& shape) {
  if (shape.values == 0) return shape.in_bulk.clear();
  if (shape.kind == Kind::look_up) {
    // The fence keeps the plan that one look-up has.
    if (!shape.table.empty() && !shape.key.empty())
      shape.in_bulk = fmt::format("SELECT q.n, s.* FROM {} CROSS JOIN LATERAL ({} OFFSET 0) AS s",
                                  arrays(shape.values, true), with_columns(text));
    return;
  }
  const auto at = shape.in_bulk.find(arrays_mark);
  if (at == std::string::npos) return;
  shape.in_bulk = with_columns(shape.in_bulk.substr(0, at)) + arrays(shape.values, false) +
                  with_columns(shape.in_bulk.substr(at + 1));
}

// Of "INSERT INTO t (organization, a, b) VALUES ($1, 0, $2)".
int inserted_organization(std::string_view text) {
  const auto columns = text.substr(text.find('(') + 1);
  const auto values = text.find("VALUES (");
  if (!columns.starts_with("organization,") || values == std::string_view::npos) return -1;
  return parameter_at(text.substr(values + std::string_view("VALUES (").size()));
}

int organization_of(std::string_view text) {
  if (text.starts_with("INSERT")) return inserted_organization(text);
  const bool is_of_itself =
      text.starts_with("UPDATE organization ") || text.find("FROM organization ") < text.size();
  const std::string_view words = is_of_itself ? " id = " : "organization = ";
  const auto at = text.find(words);
  return at == std::string_view::npos ? -1 : parameter_at(text.substr(at + words.size()));
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto word = first_word(text);
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::max<std::size_t>(1, word.size()));
  }
  std::ranges::sort(words);
  return words;
}

Kind kind_of(std::string_view text) {
  if (text.starts_with("SELECT ")) return Kind::look_up;
  if (text.starts_with("INSERT INTO ")) return Kind::insert;
  if (text.starts_with("UPDATE ")) return Kind::update;
  if (text.starts_with("DELETE FROM ")) return Kind::remove;
  return Kind::other;
}

}  // namespace

bool Shape::mentions(std::string_view table_name) const {
  return std::ranges::binary_search(words, table_name);
}

Shape shape_of(std::string_view text) {
  Shape shape;
  shape.kind = kind_of(text);
  const bool only_reads =
      shape.kind == Kind::look_up || text.starts_with("WITH") || text.starts_with("EXPLAIN");
  shape.changes_rows = shape.kind == Kind::insert || shape.kind == Kind::update || shape.kind == Kind::remove;
  shape.gives_rows = only_reads || text.find(" RETURNING ") != std::string_view::npos;
  shape.keeps_unrouted = text.starts_with("INSERT INTO unrouted");
  shape.changes_setup = text.starts_with("UPDATE counter ") && text.ends_with("'setup'");
  shape.begins = text.starts_with("BEGIN");
  shape.commits = text.starts_with("COMMIT");
  shape.organization = organization_of(text);
  shape.values = count_values(text);
  shape.words = words_of(text);
  if (shape.kind == Kind::look_up) read_look_up(text, shape);
  if (shape.kind == Kind::insert) read_insert(text, shape);
  if (shape.kind == Kind::update || shape.kind == Kind::remove) read_change(text, shape);
  std::ranges::sort(shape.key, {}, &KeyColumn::column);
  for (std::size_t value = 0; value < shape.values; ++value) {
    if (std::ranges::find(shape.key, value, &KeyColumn::value) == shape.key.end())
      shape.rest.push_back({"", value});
  }
  write_in_bulk(text, shape);
  return shape;
}

}  // namespace parley::postgres
