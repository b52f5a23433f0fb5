#include "base/base64url.h"

namespace parley {
namespace {

constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string text;
  unsigned left = 0, bits = 0;
  for (const unsigned char byte : bytes) {
    left = left << 8U | byte;
    for (bits += 8; bits >= 6; bits -= 6) text += symbols[left >> (bits - 6) & 63U];
    left &= 0xffU;
  }
  if (bits > 0) text += symbols[left << (6 - bits) & 63U];
  return text;
}

std::optional<std::string> of_base64url(std::string_view text) {
  std::string bytes;
  unsigned left = 0, bits = 0;
  for (const char c : text) {
    const auto value = symbols.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    left = (left << 6U | static_cast<unsigned>(value)) & 0xffffU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(left >> bits & 0xffU);
  }
  // Neither a symbol too many nor a bit that means nothing.
  if (bits >= 6 || (left & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace parley
