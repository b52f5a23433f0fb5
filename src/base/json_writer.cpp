#include "base/json_writer.h"

#include "base/text.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

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

// Whether some byte of the eight needs an escape or is above 0x7F; it may err to yes.
bool is_odd(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = ones * 0x80;
  const auto zero_byte = [](std::uint64_t x) { return (x - ones) & ~x; };
  return ((word | (word - ones * 0x20) | zero_byte(word ^ ones * '"') | zero_byte(word ^ ones * '\\')) &
          highs) != 0;
}

// Whether `text` can be written as it stands, looked at eight bytes at a time.
bool is_plain(std::string_view text) {
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (is_odd(word)) return false;
  }
  if (text.empty()) return true;  // it may point nowhere
  word = 0x2020202020202020;
  std::memcpy(&word, text.data(), text.size());
  return !is_odd(word);
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
  if (is_plain(text)) {
    out_ += '"';
    out_ += text;
    out_ += '"';
    return;
  }
  if (has_high_byte(text) && !is_utf8(text)) {
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
