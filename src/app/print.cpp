#include "app/print.h"

#include "base/json_writer.h"
#include "base/text.h"

#include <algorithm>
#include <cstdio>

namespace parley::app {
namespace {

template <class T>
std::string json_text(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

// Code points: near enough to columns for what is listed here.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void append_cell(std::string& out, std::string_view text, std::size_t columns) {
  out += text;
  out.append(columns - std::min(columns, width(text)) + 2, ' ');
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

}  // namespace

Value::Value(std::string_view text) : json(json_text(text)), shown(storable_utf8(text)) {}
Value::Value(std::int64_t number) : json(std::to_string(number)), shown(json) {}
Value::Value(bool yes) : json(yes ? "true" : "false"), shown(yes ? "yes" : "no") {}
Value::Value(Timestamp time) : json(json_text(time)), shown(iso8601(time)) {}
Value::Value(const std::optional<Timestamp>& time)
    : json(json_text(time)), shown(time ? iso8601(*time) : std::string("-")) {}

Value nullable(std::string_view text) {
  Value value(text);
  if (text.empty()) value.json = "null", value.shown = "-";
  return value;
}

std::string json_of(const Row& row) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  for (const auto& [name, value] : row) json.key(name).raw(value.json);
  json.close('}');
  return out;
}

std::string json_of(const std::vector<Row>& rows) {
  std::string out;
  JsonWriter json(out);
  json.open('[');
  for (const Row& row : rows) json.raw(json_of(row));
  json.close(']');
  return out;
}

std::string table_of(const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  std::vector<std::size_t> widths;
  for (const auto& cell : rows.front()) widths.push_back(cell.first.size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i].second.shown));
  }
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) append_cell(out, rows.front()[i].first, widths[i]);
  end_line(out);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) append_cell(out, row[i].second.shown, widths[i]);
    end_line(out);
  }
  return out;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void print_rows(const std::vector<Row>& rows, bool as_json, std::string_view when_empty) {
  if (as_json) return print(json_of(rows) + "\n");
  print(rows.empty() ? std::string(when_empty) + "\n" : table_of(rows));
}

void print_row(const Row& row, bool as_json, std::string_view words) {
  print((as_json ? json_of(row) : std::string(words)) + "\n");
}

void note(std::string_view words) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(words.size()), words.data());
}

}  // namespace parley::app
