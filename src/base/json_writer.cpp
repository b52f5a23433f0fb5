#include "base/json_writer.h"

#include "base/text.h"

#include <array>
#include <cmath>

namespace parley {
namespace {

constexpr std::string_view hex_symbols = "0123456789abcdef";

// What each byte is written as: 0 as it stands, 'u' as \u00XX, otherwise \ and the symbol.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['\b'] = 'b';
  table['\f'] = 'f';
  return table;
}();

bool has_high_byte(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

}  // namespace

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return value(nullptr);
  separate();
  char digits[40];
  out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  return *this;
}

void JsonWriter::string(std::string_view text) {
  if (has_high_byte(text) && !is_storable_utf8(text)) {
    const auto mended = storable_utf8(text);
    return string(mended);
  }
  out_ += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = escapes[byte];
    if (escape == 0) continue;
    out_.append(text, from, i - from);
    from = i + 1;
    out_ += '\\';
    out_ += escape;
    if (escape != 'u') continue;
    out_ += "00";
    out_ += hex_symbols[byte >> 4];
    out_ += hex_symbols[byte & 15];
  }
  out_.append(text, from, text.size() - from);
  out_ += '"';
}

}  // namespace parley
