#pragma once
// The values of one run of a statement, in PostgreSQL's binary form, and those of many runs as one array for each.

#include "store/postgres/link.h"
#include "store/postgres/shape.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

// Source: pg_type.dat of PostgreSQL 15; they never change.
constexpr Oid of_unknown = 0, of_bool = 16, of_bytea = 17, of_int8 = 20, of_int4 = 23, of_text = 25;

class Bound {
 public:
  // `index` from 1, upwards: the first one begins a new run.
  void put(int index, Oid type, std::string_view bytes);
  void put_integer(int index, std::int64_t value);
  void put_null(int index);
  void clear();

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] Oid type(std::size_t at) const { return values_[at].type; }
  [[nodiscard]] bool has_null() const;
  [[nodiscard]] std::string_view bytes(std::size_t at) const;
  [[nodiscard]] std::int64_t integer(std::size_t at) const;  // 0 where it is none
  // As they are sent; lives as long as they do.
  [[nodiscard]] Values spelt() const;

  // The values in those columns as one text; two are the same where the values are.
  [[nodiscard]] std::string key(const std::vector<KeyColumn>& columns) const;
  void append_key(std::string& key, const std::vector<KeyColumn>& columns) const;

 private:
  struct Value {
    Oid type = of_unknown;
    std::size_t at = 0;
    int length = -1;  // -1: NULL
  };

  std::vector<Value> values_;
  std::string bytes_;  // of all values
};

class Arrays {
 public:
  // False where it does not fit to those that are there: a NULL, or a value of another type.
  bool add(const Bound& run);
  void clear();
  [[nodiscard]] std::size_t runs() const { return runs_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // As they are sent; lives until something is added.
  Values spelt();

 private:
  struct Column {
    Oid type = of_unknown;
    std::string array;  // its head is filled in at the end
  };

  std::vector<Column> columns_;
  std::size_t runs_ = 0, bytes_ = 0;
};

}  // namespace parley::postgres
