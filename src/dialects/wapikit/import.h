#pragma once
// Contacts out of a file of comma-separated values: a header, then name, phone and attributes (JSON) a row.

#include "base/csv.h"
#include "dialects/wapikit/bodies.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

// A form that brings such a file. Borrows the request's body.
struct ImportForm {
  std::string_view file;
  char delimiter = ',';
  std::vector<std::string> lists;  // ids
};
// Problem: invalid. `delimiter` is one symbol, `listIds` the JSON of an array; both may be left out.
ImportForm read_import_form(const http::Request& request);

// Row by row, without the header.
class ImportRows {
 public:
  // Borrows what `form` borrows.
  explicit ImportRows(const ImportForm& form);

  struct Row {
    std::size_t line = 0;
    ContactText contact;
    std::string fault;  // why it cannot be taken; empty: it can
  };
  // False at the end.
  bool next(Row& row);

 private:
  CsvReader reader_;
  CsvRow fields_;
  const std::vector<std::string>& lists_;
};

// How many rows it has, the header left out.
std::int64_t rows_of(const ImportForm& form);

}  // namespace parley::wapikit
