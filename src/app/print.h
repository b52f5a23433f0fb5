#pragma once
// What a command prints: rows of named values, as a table for people and as JSON for programs, from one
// description.

#include "base/names.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::app {

struct Value {
  std::string json;
  std::string shown;

  Value(std::string_view text);                                      // NOLINT: meant to convert
  Value(const std::string& text) : Value(std::string_view(text)) {}  // NOLINT
  Value(const char* text) : Value(std::string_view(text)) {}         // NOLINT
  Value(std::int64_t number);                                        // NOLINT
  Value(int number) : Value(static_cast<std::int64_t>(number)) {}    // NOLINT
  Value(bool yes);                                                   // NOLINT
  Value(Timestamp time);                                             // NOLINT
  Value(const std::optional<Timestamp>& time);                       // NOLINT
};

// A text that is null where it is empty.
Value nullable(std::string_view text);

using Row = std::vector<std::pair<std::string_view, Value>>;

std::string json_of(const Row& row);
std::string json_of(const std::vector<Row>& rows);
// A heading, then a line a row, in columns.
std::string table_of(const std::vector<Row>& rows);

// To standard output, and out of its buffer.
void print(std::string_view text);
void print_rows(const std::vector<Row>& rows, bool as_json, std::string_view when_empty);
// As one JSON object, or as `words`.
void print_row(const Row& row, bool as_json, std::string_view words);
// To standard error, where it is in nobody's way.
void note(std::string_view words);

}  // namespace parley::app
