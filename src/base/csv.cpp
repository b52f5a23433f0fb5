#include "base/csv.h"

#include <algorithm>

namespace parley {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view line_ends = "\r\n";

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvFormat format)
    : text_(text), format_(format), stops_(line_ends) {
  stops_ += format.delimiter;
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool CsvReader::take_line_end() {
  if (is_at_end() || line_ends.find(text_[at_]) == std::string_view::npos) return false;
  at_ += text_.substr(at_).starts_with(line_ends) ? 2 : 1;
  ++line_;
  return true;
}

void CsvReader::skip_line() {
  at_ = std::min(text_.find_first_of(line_ends, at_), text_.size());
  take_line_end();
}

void CsvReader::append(CsvRow& row, std::string& field, std::string_view text) const {
  if (text.size() > format_.longest_field - field.size()) {
    row.fault = CsvFault::long_field;
    text = text.substr(0, format_.longest_field - field.size());
  }
  field += text;
}

void CsvReader::read_plain(CsvRow& row, std::string& field) {
  const auto end = std::min(text_.find_first_of(stops_, at_), text_.size());
  append(row, field, text_.substr(at_, end - at_));
  at_ = end;
}

// Reads on to the closing quote even where the field is too long: what is behind it are other rows.
void CsvReader::read_quoted(CsvRow& row, std::string& field) {
  ++at_;
  for (;;) {
    const auto end = std::min(text_.find('"', at_), text_.size());
    const auto piece = text_.substr(at_, end - at_);
    append(row, field, piece);
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const bool is_pair = piece[i] == '\r' && i + 1 < piece.size() && piece[i + 1] == '\n';
      if (!is_pair && line_ends.find(piece[i]) != std::string_view::npos) ++line_;
    }
    at_ = end;
    if (is_at_end()) {
      row.fault = CsvFault::quotes;
      return;
    }
    ++at_;
    if (is_at_end() || text_[at_] != '"') break;
    append(row, field, "\"");
    ++at_;
  }
  const bool has_ended = is_at_end() || stops_.find(text_[at_]) != std::string::npos;
  if (!has_ended && row.fault == CsvFault::none) row.fault = CsvFault::quotes;
}

bool CsvReader::next(CsvRow& row) {
  while (take_line_end()) continue;
  if (is_at_end()) return false;

  row.line = line_;
  row.fault = CsvFault::none;
  std::size_t count = 0;
  for (;;) {
    if (count == format_.most_fields) {
      row.fault = CsvFault::many_fields;
      break;
    }
    if (row.fields.size() == count) row.fields.emplace_back();
    auto& field = row.fields[count++];
    field.clear();
    if (!is_at_end() && text_[at_] == '"') {
      read_quoted(row, field);
    } else {
      read_plain(row, field);
    }
    if (row.fault != CsvFault::none || is_at_end()) break;
    if (take_line_end()) {
      row.fields.resize(count);
      return true;
    }
    ++at_;  // the delimiter
  }
  row.fields.resize(count);
  if (row.fault != CsvFault::none) skip_line();
  return true;
}

}  // namespace parley
