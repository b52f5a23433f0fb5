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

constexpr std::uint64_t ones = 0x0101010101010101, highs = ones * 0x80;

// Not 0 where some byte of the eight needs an escape; it may err to that.
std::uint64_t escape_marks(std::uint64_t word) {
  const auto zero_byte = [](std::uint64_t x) { return (x - ones) & ~x; };
  return ((word - ones * 0x20) | zero_byte(word ^ ones * '"') | zero_byte(word ^ ones * '\\')) & ~word &
         highs;
}

struct Look {
  bool has_high_bytes = false;
  bool may_need_escapes = false;
};

// Looks at eight bytes at a time.
Look look_at(std::string_view text) {
  std::uint64_t word = 0, all = 0, marks = 0;
  const auto take = [&] {
    all |= word;
    marks |= escape_marks(word);
  };
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    take();
  }
  if (!text.empty()) {  // it may point nowhere
    word = 0x2020202020202020;
    std::memcpy(&word, text.data(), text.size());
    take();
  }
  return {.has_high_bytes = (all & highs) != 0, .may_need_escapes = marks != 0};
}

// Copies a text that can be written as it stands; false where it cannot, or hardly.
bool copy_plain(char* to, std::string_view text) {
  std::uint64_t word = 0, odd = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word), to += sizeof word) {
    std::memcpy(&word, text.data(), sizeof word);
    std::memcpy(to, &word, sizeof word);
    odd |= escape_marks(word) | (word & highs);
  }
  word = 0x2020202020202020;
  if (!text.empty()) {  // it may point nowhere
    std::memcpy(&word, text.data(), text.size());
    std::memcpy(to, &word, text.size());
  }
  return (odd | escape_marks(word) | (word & highs)) == 0;
}

}  // namespace

JsonWriter& JsonWriter::text_field(std::string_view name, std::string_view text) {
  Piece piece;
  char* at = put_key(piece, name);
  *at++ = '"';
  if (text.size() > longest_text || !copy_plain(at, text)) return key(name).value(text);
  at += text.size();
  *at++ = '"';
  return append(piece, at, false);
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return value(nullptr);
  separate();
  char digits[40];
  out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  return *this;
}

void JsonWriter::string(std::string_view text) {
  const auto look = look_at(text);
  if (look.has_high_bytes && !is_utf8(text)) {
    const auto mended = storable_utf8(text);
    return string(mended);
  }
  out_ += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; look.may_need_escapes && i < text.size(); ++i) {
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
