#include "media/pass.h"

#include "base/secrets.h"

#include <sodium.h>

#include <algorithm>
#include <cstdint>

namespace parley::media {
namespace {

constexpr std::string_view purpose = "media pass";
constexpr std::size_t proof_bytes = 16, longest = 400;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void append_number(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

// Nothing where it is cut short or not as append_number writes it.
std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[0]);
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

std::string to_text(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the NUL it ends with
  return text;
}

}  // namespace

std::string spell(const Seal& seal, const Pass& pass) {
  std::string said;
  append_number(said, static_cast<std::uint64_t>(pass.organization.value));
  append_number(said, static_cast<std::uint64_t>(to_millis(pass.until) / 1000));
  if (pass.sender.value != 0) {
    said += '\0';  // no id of Meta's begins so
    append_number(said, static_cast<std::uint64_t>(pass.sender.value));
  }
  said += pass.media;
  return to_text(seal.proof(purpose, said) + said);
}

std::optional<Pass> read_pass(const Seal& seal, std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, nullptr, variant) != 0 ||
      length <= proof_bytes) {
    return std::nullopt;
  }
  auto said = std::string_view(bytes).substr(proof_bytes, length - proof_bytes);
  if (!equal_in_constant_time(std::string_view(bytes).substr(0, proof_bytes), seal.proof(purpose, said)))
    return std::nullopt;
  const auto organization = take_number(said);
  const auto seconds = organization ? take_number(said) : std::nullopt;
  if (!seconds || said.empty()) return std::nullopt;
  std::optional<std::uint64_t> sender(0);
  if (said[0] == '\0') {
    said.remove_prefix(1);
    sender = take_number(said);
  }
  if (!sender || said.empty()) return std::nullopt;
  return Pass{.organization = {static_cast<std::int64_t>(*organization)},
              .media = std::string(said),
              .until = from_millis(static_cast<std::int64_t>(*seconds) * 1000),
              .sender = {static_cast<std::int64_t>(*sender)}};
}

Timestamp pass_changes_at(Timestamp now) {
  return std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours{1};
}

Timestamp pass_until(Timestamp now, std::chrono::seconds ttl) { return pass_changes_at(now) + ttl; }

}  // namespace parley::media
