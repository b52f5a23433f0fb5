#pragma once
// A table of contacts as it is imported: columns phone_number, name and tags, named in its first row. Pure.

#include "base/csv.h"
#include "base/function_ref.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::vobiz {

constexpr std::int64_t most_rows = 20'000;

struct ImportedContact {
  std::int64_t row = 0;      // counted from 1, the row of names left out
  std::string phone_number;  // as it stood there
  std::string phone;         // digits
  std::string name;          // empty: not said
  std::vector<std::string> tags;
  std::string fault;  // why it cannot be taken; empty: it can
};

// Row after row of a table; borrows it. Problem invalid "file" where it has no column phone_number or too many rows.
class ContactTable {
 public:
  explicit ContactTable(std::string_view text);
  // False at its end.
  bool next(ImportedContact& contact);

 private:
  [[nodiscard]] std::string_view field(std::optional<std::size_t> column) const;

  CsvReader reader_;
  CsvRow row_;
  std::int64_t rows_ = 0;
  std::optional<std::size_t> phone_number_, name_, tags_;
};

}  // namespace parley::vobiz
