#pragma once
// What the engine has to know of a statement's text, so that the shared statements need say nothing of this engine: which
// rows it is about, and how it is written for many values at once. What it cannot tell for certain it leaves empty.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

// A column that has one of the statement's values.
struct KeyColumn {
  std::string column;
  std::size_t value = 0;  // $1 is 0
  bool operator==(const KeyColumn&) const = default;
};

struct Shape {
  enum class Kind { look_up, insert, update, remove, other };

  Kind kind = Kind::other;
  bool gives_rows = false;
  bool changes_rows = false;
  bool keeps_unrouted = false;
  bool changes_setup = false;
  bool begins = false, commits = false;  // a transaction
  int organization = -1;                 // which value names it, from 0; -1: none does
  std::size_t values = 0;

  // The one table that it reads or changes; empty: not known, or there are several.
  std::string table;
  // All rows that it reads, makes or changes have these values, before and behind it. By column.
  std::vector<KeyColumn> key;
  // The values that are in no column of the key.
  std::vector<KeyColumn> rest;
  // Of an insert that names its conflict: the columns of which no two rows have the same.
  std::vector<KeyColumn> unique;
  // Every word of it, sorted: a table that is not among them has nothing to do with it.
  std::vector<std::string> words;

  // The same for rows of values, one array for each. Of a look-up each row comes behind the number of its values, from
  // 1. Empty: it can only be run for one.
  std::string in_bulk;
  // Whether runs of it with one key undo or depend on one another.
  bool is_once_a_key = false;

  [[nodiscard]] bool mentions(std::string_view table_name) const;
};

Shape shape_of(std::string_view text);

}  // namespace parley::postgres
