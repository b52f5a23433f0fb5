#include "dialects/wapikit/jwt.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/secrets.h"

namespace parley::wapikit {
namespace {

constexpr std::string_view head = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view purpose = "wapikit jwt";
constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t longest = 16'384;

std::string signature_of(const Seal& seal, std::string_view text) {
  return base64url(bytes_of(hmac_sha256(seal.key_for(purpose), text)));
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += symbols[held >> (bits - 6) & 63];
  }
  if (bits > 0) text += symbols[held << (6 - bits) & 63];
  return text;
}

std::optional<std::string> of_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = symbols.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 255);
  }
  const bool is_exact = bits < 6 && (held & ((1U << bits) - 1)) == 0;
  if (!is_exact) return std::nullopt;
  return bytes;
}

std::string make_jwt(const Seal& seal, const Claims& claims) {
  std::string body;
  JsonWriter(body)
      .open('{')
      .field("name", claims.name)
      .field("unique_id", claims.unique_id)
      .field("username", claims.username)
      .field("email", claims.email)
      .field("role", claims.role)
      .field("organization_id", claims.organization_id)
      .field("exp", to_millis(claims.expires_at) / 1000)
      .field("iss", "wapikit")
      .field("jti", claims.id)
      .close('}');
  auto text = base64url(head) + '.' + base64url(body);
  const auto signature = signature_of(seal, text);
  return (text += '.') += signature;
}

std::optional<Claims> read_jwt(const Seal& seal, std::string_view text) {
  const auto dot = text.rfind('.');
  if (text.size() > longest || dot == std::string_view::npos) return std::nullopt;
  const auto is_ours = equal_in_constant_time(text.substr(dot + 1), signature_of(seal, text.substr(0, dot)));
  const auto middle = text.find('.');
  if (!is_ours || middle == dot) return std::nullopt;
  const auto body = of_base64url(text.substr(middle + 1, dot - middle - 1));
  const auto tree = body ? JsonTree::read(*body) : std::nullopt;
  if (!tree) return std::nullopt;
  const auto said = tree->root();
  return Claims{
      .name = said["name"].text(),
      .unique_id = said["unique_id"].text(),
      .username = said["username"].text(),
      .email = said["email"].text(),
      .role = said["role"].text(),
      .organization_id = said["organization_id"].text(),
      .expires_at = from_millis(said["exp"].integer().value_or(0) * 1000),
      .id = said["jti"].text(),
  };
}

}  // namespace parley::wapikit
