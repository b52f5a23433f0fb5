#include "meta/signature.h"

#include "base/secrets.h"
#include "base/text.h"

#include <algorithm>

namespace parley::meta {
namespace {

constexpr std::string_view scheme = "sha256=";
constexpr std::size_t hex_size = 64;
constexpr unsigned char last_plain = 0x7E;

void append_unit(std::string& out, unsigned unit) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += hex[unit >> shift & 15U];
}

// The code point at the head of valid UTF-8, which is taken off it.
unsigned take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return point;
}

// The form Meta writes: ASCII only. `text` is valid UTF-8.
std::string escaped_form(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (point <= last_plain) {
      out += static_cast<char>(point);
    } else if (point < 0x10000) {
      append_unit(out, point);
    } else {
      append_unit(out, 0xD800U + ((point - 0x10000U) >> 10));
      append_unit(out, 0xDC00U + ((point - 0x10000U) & 0x3FFU));
    }
  }
  return out;
}

std::optional<std::size_t> signer_of(std::string_view body, std::string_view hex,
                                     std::span<const std::string> secrets) {
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (secrets[i].empty()) continue;  // a key that everybody knows
    if (equal_in_constant_time(to_hex(bytes_of(hmac_sha256(secrets[i], body))), hex)) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> signed_by(std::string_view body, std::string_view header,
                                     std::span<const std::string> secrets) {
  if (!header.starts_with(scheme) || header.size() != scheme.size() + hex_size) return std::nullopt;
  const auto hex = ascii_lower(header.substr(scheme.size()));
  if (const auto signer = signer_of(body, hex, secrets)) return signer;

  const bool is_plain = std::all_of(body.begin(), body.end(),
                                    [](char c) { return static_cast<unsigned char>(c) <= last_plain; });
  if (is_plain || !is_storable_utf8(body)) return std::nullopt;
  return signer_of(escaped_form(body), hex, secrets);
}

std::string signature_of(std::string_view body, std::string_view secret) {
  return std::string(scheme) + to_hex(bytes_of(hmac_sha256(secret, body)));
}

}  // namespace parley::meta
