#include "base/json_string.h"

#include <charconv>
#include <optional>

namespace parley {
namespace {

constexpr unsigned replacement = 0xFFFD;

bool is_high_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

void append_utf8(std::string& out, unsigned point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80U | (point >> shift & 0x3FU)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0U | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

// The unit of the \uXXXX at the head of `source`, if that is one.
std::optional<unsigned> unit_at(std::string_view source) {
  if (!source.starts_with("\\u") || source.size() < 6) return std::nullopt;
  unsigned unit = 0;
  const char* const end = source.data() + 6;
  const auto [stopped, error] = std::from_chars(source.data() + 2, end, unit, 16);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return unit;
}

// Takes the \u escape at the head of `source` off it: one or, for a pair of surrogates, two. Nothing where it means
// no symbol that is kept.
std::optional<unsigned> take_unicode(std::string_view& source) {
  const auto unit = unit_at(source);
  source.remove_prefix(unit ? 6 : 2);
  if (!unit || *unit == 0 || is_low_surrogate(*unit)) return std::nullopt;
  if (!is_high_surrogate(*unit)) return *unit;
  const auto low = unit_at(source);
  if (!low || !is_low_surrogate(*low)) return std::nullopt;
  source.remove_prefix(6);
  return 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
}

// Takes the escape at the head of `source` off it; nothing likewise.
std::optional<unsigned> take_escape(std::string_view& source) {
  constexpr std::string_view symbols = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const char symbol = source.size() > 1 ? source[1] : '\0';
  if (symbol == 'u') return take_unicode(source);
  const bool is_ascii = symbol > '\0';  // of a longer sequence, the rest must not lose its head
  source.remove_prefix(is_ascii ? 2 : 1);
  const auto known = symbols.find(symbol);
  if (known == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned char>(meanings[known]);
}

}  // namespace

std::string unescaped(std::string_view source) {
  auto escape = source.find('\\');
  std::string out(source.substr(0, escape));
  while (escape != std::string_view::npos) {
    source.remove_prefix(escape);
    append_utf8(out, take_escape(source).value_or(replacement));
    escape = source.find('\\');
    out += source.substr(0, escape);
  }
  return out;
}

bool has_sound_escapes(std::string_view source) {
  for (auto at = source.find('\\'); at != std::string_view::npos; at = source.find('\\')) {
    source.remove_prefix(at);
    if (!take_escape(source)) return false;
  }
  return true;
}

}  // namespace parley
