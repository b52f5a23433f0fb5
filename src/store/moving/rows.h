#pragma once
// Rows as they are carried from one store to another: the same bytes for the same row, whichever engine it is from.

#include "base/secrets.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::moving {

enum class Kind { integer, text, blob };

struct Column {
  std::string name;
  Kind kind = Kind::integer;
  bool operator==(const Column&) const = default;
};

// The columns of the primary key come first, in the key's order; the others follow by name.
struct Table {
  std::string name;
  std::vector<Column> columns;
  std::size_t keys = 0;
  bool operator==(const Table&) const = default;
};

// Integers are eight bytes, the highest first; texts and blobs are as they stand.
class Rows {
 public:
  explicit Rows(std::size_t columns) : columns_(columns) {}

  // The next field of the last row.
  void add_null();
  void add(std::int64_t value);
  void add(std::string_view bytes);
  // The first of our columns' number of fields of that row.
  void append(const Rows& from, std::size_t row);
  void clear();

  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] std::size_t size() const { return fields_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  // Nothing: NULL. The view lives until rows are added.
  [[nodiscard]] std::optional<std::string_view> at(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;

 private:
  struct Field {
    std::size_t at = 0;
    std::int64_t length = -1;  // -1: NULL
  };

  std::size_t columns_;
  std::string bytes_;
  std::vector<Field> fields_;
};

struct Row {
  const Rows& rows;
  std::size_t index;
};

// As both engines sort them: numbers by value, texts and blobs by their bytes.
std::strong_ordering compare_keys(const Table& table, const Row& a, const Row& b);
bool is_same(const Row& a, const Row& b);

// What rows, in the order they were added in, come to: SHA-256 over the length and bytes of every field, a hundred
// rows at a time, each time with the hash so far before them.
class Digest {
 public:
  void add(const Row& row);
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  // In hexadecimal digits; ends it.
  std::string text();

 private:
  void fold();

  std::string waiting_;
  std::int64_t rows_ = 0;
  Sha256 hash_{};
};

}  // namespace parley::moving
