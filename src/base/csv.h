#pragma once
// Reads tables of text, row by row: RFC 4180 with a delimiter of one's choice. Lines may end in CR LF, LF or CR, a byte
// order mark is skipped, and so are lines without a symbol. A quote within a field that does not begin with one stands
// for itself. A row that is wrong is told as such and the rows behind it are read on.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct CsvFormat {
  char delimiter = ',';  // neither a quote nor a line end
  std::size_t longest_field = 64 << 10;
  std::size_t most_fields = 256;
};

// What is wrong with a row. `quotes`: text behind a closing quote, or no closing one.
enum class CsvFault { none, quotes, long_field, many_fields };

struct CsvRow {
  std::size_t line = 0;             // where it begins, counted from 1
  std::vector<std::string> fields;  // unquoted; of a wrong row what was read so far
  CsvFault fault = CsvFault::none;
};

class CsvReader {
 public:
  // Borrows `text`.
  explicit CsvReader(std::string_view text, CsvFormat format = {});

  // False at the end of the text; else `row` is the next one. Its memory is used again.
  bool next(CsvRow& row);

 private:
  void read_plain(CsvRow& row, std::string& field);
  void read_quoted(CsvRow& row, std::string& field);
  void append(CsvRow& row, std::string& field, std::string_view text) const;
  // Whether a line ended here; takes its end.
  bool take_line_end();
  void skip_line();
  [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }

  std::string_view text_;
  CsvFormat format_;
  std::string stops_;  // what ends a field without quotes
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace parley
