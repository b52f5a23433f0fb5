// A delimiter and a table: rows within the limits, and what is read and written again reads the same.

#include "base/csv.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace parley;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string written(const std::vector<std::string>& fields, char delimiter) {
  std::string out;
  for (const auto& field : fields) {
    if (!out.empty()) out += delimiter;
    out += '"';
    for (const char c : field) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  CsvFormat format{.delimiter = static_cast<char>(data[0]), .longest_field = 8, .most_fields = 4};
  if (std::string_view("\"\r\n").find(format.delimiter) != std::string_view::npos) format.delimiter = ',';

  CsvReader reader(text, format);
  CsvRow row;
  std::size_t line = 0;
  while (reader.next(row)) {
    require(row.line > line && row.fields.size() <= format.most_fields);
    line = row.line;
    for (const auto& field : row.fields) require(field.size() <= format.longest_field);
    if (row.fault != CsvFault::none) continue;
    const auto again = written(row.fields, format.delimiter);
    CsvReader second(again, format);
    CsvRow same;
    require(second.next(same) && same.fault == CsvFault::none && same.fields == row.fields);
    require(!second.next(same));
  }
  return 0;
}
