#include "dialects/vobiz/contact_table.h"

#include "base/problem.h"
#include "base/text.h"
#include "dialects/vobiz/contact_text.h"

#include <algorithm>

namespace parley::vobiz {
namespace {

constexpr CsvFormat format{.longest_field = 4096, .most_fields = 64};
constexpr std::string_view tag_ends = ",;|";

std::optional<std::size_t> column_named(const CsvRow& names, std::string_view wanted) {
  for (std::size_t i = 0; i < names.fields.size(); ++i) {
    if (equal_ignoring_case(trimmed(names.fields[i]), wanted)) return i;
  }
  return std::nullopt;
}

std::string_view words_of(CsvFault fault) {
  switch (fault) {
    case CsvFault::quotes: return "invalid row: its quotes do not match";
    case CsvFault::long_field: return "invalid row: a field is too long";
    case CsvFault::many_fields: return "invalid row: too many fields";
    case CsvFault::none: break;
  }
  return "";
}

std::vector<std::string> tags_of(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(tag_ends), text.size());
    add_tag(tags, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tags;
}

// Rows that are too many are told before the first of them is written.
void check_length(CsvReader reader) {
  CsvRow row;
  for (std::int64_t rows = 0; reader.next(row); ++rows) {
    if (rows > most_rows) {
      throw Problem::invalid("file", "file has more than " + std::to_string(most_rows) + " rows");
    }
  }
}

// What is wrong with a row is the client's to read, and the rows behind it are taken all the same.
void read_fields(ImportedContact& contact, std::string_view name, std::string_view tags) {
  try {
    contact.phone = read_phone(contact.phone_number);
    if (!trimmed(name).empty()) contact.name = read_name(name);
    contact.tags = tags_of(tags);
  } catch (const Problem& problem) {
    contact.fault = problem.what();
  }
}

}  // namespace

ContactTable::ContactTable(std::string_view text) : reader_(text, format) {
  check_length(reader_);
  if (!reader_.next(row_)) throw Problem::invalid("file", "file is empty");
  phone_number_ = column_named(row_, "phone_number");
  name_ = column_named(row_, "name");
  tags_ = column_named(row_, "tags");
  if (!phone_number_) throw Problem::invalid("file", "file has no column phone_number");
}

std::string_view ContactTable::field(std::optional<std::size_t> column) const {
  return column && *column < row_.fields.size() ? row_.fields[*column] : std::string_view();
}

bool ContactTable::next(ImportedContact& contact) {
  if (!reader_.next(row_)) return false;
  contact = {.row = ++rows_, .phone_number = storable_utf8(trimmed(field(phone_number_)))};
  contact.fault = words_of(row_.fault);
  if (contact.fault.empty()) read_fields(contact, field(name_), field(tags_));
  return true;
}

}  // namespace parley::vobiz
