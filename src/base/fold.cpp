#include "base/fold.h"

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdint>
#include <cstring>
#include <cwctype>

namespace parley {
namespace {

// Null where the machine has no such locale: then ASCII alone is folded.
locale_t unicode() {
  static const auto locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

std::uint32_t looked_up(std::uint32_t point) {
  if (unicode() == nullptr) return point;
  return ::towlower_l(::towupper_l(static_cast<wint_t>(point), unicode()), unicode());
}

struct Range {
  std::uint32_t first, last;
};
// Scripts without case in which much is written, so that they need no look: Indic to Myanmar, all from CJK to Yi, Hangul
// to the full-width signs, emoji and all behind them.
constexpr Range caseless[] = {{0x800, 0x109F}, {0x2E80, 0xA63F}, {0xABC0, 0xFF20}, {0x1F000, 0x10FFFF}};

bool is_caseless(std::uint32_t point) {
  return std::ranges::any_of(caseless,
                             [&](const Range& range) { return point >= range.first && point <= range.last; });
}

// What has two bytes in UTF-8: Latin, Greek, Cyrillic, Armenian, and scripts without case.
constexpr std::uint32_t two_bytes_end = 0x800;
std::uint32_t fold_point(std::uint32_t point) {
  static const auto table = [] {
    std::array<std::uint32_t, two_bytes_end> all{};
    for (std::uint32_t i = 0; i < two_bytes_end; ++i) all[i] = looked_up(i);
    return all;
  }();
  if (point < two_bytes_end) return table[point];
  return is_caseless(point) ? point : looked_up(point);
}

char* put_utf8(char* out, std::uint32_t point) {
  const auto tail = [&](int shift) { *out++ = static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    *out++ = static_cast<char>(point);
  } else if (point < 0x800) {
    *out++ = static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    *out++ = static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    *out++ = static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

// Eight bytes at a time while all of them are ASCII; how many bytes that were.
std::size_t fold_ascii(std::string_view text, char* out) {
  constexpr std::uint64_t each = 0x0101010101010101;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    if ((bytes & each * 0x80) != 0) break;
    // The high bit of each byte that is a capital: it is one from A on, and none any more behind Z.
    const auto capitals = ((bytes + each * (0x80 - 'A')) ^ (bytes + each * (0x7F - 'Z'))) & each * 0x80;
    bytes |= capitals >> 2;
    std::memcpy(out + at, &bytes, 8);
  }
  return at;
}

// The code point whose bytes begin `text`, and how many they are; 0 bytes where that is no UTF-8.
struct Decoded {
  std::uint32_t point = 0;
  std::size_t bytes = 0;
};
Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  std::uint32_t point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    point = point << 6 | (byte & 0x3FU);
  }
  return {point, bytes};
}

}  // namespace

std::string_view fold_case(std::string_view text, std::string& room) {
  // The most that it grows: some letters of two bytes have a small form of three.
  if (room.size() < text.size() * 2) room.resize(text.size() * 2);
  char* out = room.data();
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      const auto whole = fold_ascii(text.substr(at), out);
      at += whole;
      out += whole;
      if (whole > 0) continue;
      *out++ = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      ++at;
      continue;
    }
    const auto [point, bytes] = decode(text.substr(at));
    if (bytes == 0) {
      *out++ = c;
      ++at;
      continue;
    }
    out = put_utf8(out, fold_point(point));
    at += bytes;
  }
  return {room.data(), static_cast<std::size_t>(out - room.data())};
}

}  // namespace parley
