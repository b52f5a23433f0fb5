// A cursor is base64url of: a version (1 byte), the place (2 × 8 bytes, the lowest first), a proof of both and the
// scope (16 bytes). 33 bytes make 44 symbols with no bit to spare, so that a cursor has one spelling only.

#include "dialects/kirim/cursor.h"

#include "base/problem.h"
#include "base/secrets.h"

namespace parley::kirim {
namespace {

constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char version = 1;
constexpr std::size_t head_size = 17;
constexpr std::size_t whole_size = head_size + 16;

void append(std::string& out, std::int64_t number) {
  for (int shift = 0; shift < 64; shift += 8)
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
}

std::int64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(number);
}

std::string proof_of(const Seal& seal, const Scope& scope, std::string_view head) {
  return seal.proof("kirim cursor", scope.text() + std::string(head));
}

std::string to_text(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    unsigned three = 0;
    for (std::size_t k = 0; k < 3; ++k) three = three << 8 | static_cast<unsigned char>(bytes[i + k]);
    for (int shift = 18; shift >= 0; shift -= 6) text += symbols[three >> shift & 63];
  }
  return text;
}

// Nothing where it is no text of that many bytes.
std::optional<std::string> to_bytes(std::string_view text) {
  if (text.size() != whole_size / 3 * 4) return std::nullopt;
  std::string bytes;
  unsigned bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto value = symbols.find(text[i]);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(value);
    if (i % 4 != 3) continue;
    for (int shift = 16; shift >= 0; shift -= 8) bytes += static_cast<char>(bits >> shift & 0xff);
    bits = 0;
  }
  return bytes;
}

}  // namespace

Scope::Scope(OrganizationId organization, std::string_view route, std::string_view account) {
  with("organization", organization.value).with("route", route).with("account", account);
}

Scope& Scope::with(std::string_view filter, std::string_view value) {
  text_.append(filter).append(1, '=').append(std::to_string(value.size())).append(1, ':').append(value);
  return *this;
}

Scope& Scope::with(std::string_view filter, std::optional<std::int64_t> value) {
  return with(filter, value ? std::to_string(*value) : std::string());
}

std::string write_cursor(const Seal& seal, const Scope& scope, Place place) {
  std::string bytes(1, version);
  append(bytes, place.at);
  append(bytes, place.number);
  bytes += proof_of(seal, scope, bytes);
  return to_text(bytes);
}

Place read_cursor(const Seal& seal, const Scope& scope, std::string_view text) {
  const auto bytes = to_bytes(text);
  const auto head = bytes ? std::string_view(*bytes).substr(0, head_size) : std::string_view();
  const bool is_ours =
      bytes && head[0] == version &&
      equal_in_constant_time(std::string_view(*bytes).substr(head_size), proof_of(seal, scope, head));
  if (!is_ours) throw Problem::invalid("cursor", "cursor is not one of this list with these filters");
  return {number_at(head, 1), number_at(head, 9)};
}

}  // namespace parley::kirim
