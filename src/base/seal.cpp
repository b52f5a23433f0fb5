// A small deterministic cipher: the proof is a keyed hash of all that is sealed, the body is the number under a keyed
// hash of the proof. SipHash, as libsodium has it, makes both.

#include "base/seal.h"

#include "base/secrets.h"

#include <boost/endian/conversion.hpp>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace parley {
namespace {

constexpr std::string_view symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t base32_length = 26;
constexpr std::size_t uuid_length = 36;
constexpr std::uint64_t all_bits = ~std::uint64_t{0};
// A UUID gives six bits of its first half's end and its second half's start to version and variant; all are of the proof.
constexpr std::uint64_t uuid_proof_bits = all_bits >> 6;

template <class Key>
std::uint64_t keyed_hash(const Key& key, std::string_view text) {
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                   reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data());
  return hash;
}

// What is hashed: organization and number, eight bytes each from the lowest on, and the kind.
template <class Key>
std::uint64_t hash_in_context(const Key& key, std::string_view kind, std::int64_t organization,
                              std::uint64_t number) {
  constexpr std::size_t width = 8, usual = 64;
  std::array<char, usual> buffer;
  std::string large;
  const auto size = 2 * width + kind.size();
  if (size > usual) large.resize(size);
  char* const text = size > usual ? large.data() : buffer.data();
  boost::endian::endian_store<std::uint64_t, width, boost::endian::order::little>(
      reinterpret_cast<unsigned char*>(text), static_cast<std::uint64_t>(organization));
  boost::endian::endian_store<std::uint64_t, width, boost::endian::order::little>(
      reinterpret_cast<unsigned char*>(text + width), number);
  std::copy(kind.begin(), kind.end(), text + 2 * width);
  return keyed_hash(key, {text, size});
}

int value_of(char symbol) {
  const auto at = symbols.find(symbol);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_dash_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Seal::Seal(std::string_view key) : key_(key) {
  if (key.size() != 32) throw std::logic_error("a seal's key has 32 bytes");
  const auto part = [this](std::string_view purpose, ShortKey& into) {
    const auto derived = key_for(purpose);
    std::memcpy(into.data(), derived.data(), into.size());
  };
  part("id proof", proof_key_);
  part("id body", body_key_);
}

std::string Seal::key_for(std::string_view purpose) const {
  return std::string(bytes_of(hmac_sha256(key_, purpose)));
}

std::string Seal::proof(std::string_view purpose, std::string_view text) const {
  auto all = std::string(purpose) + '\n';
  all += text;
  return std::string(bytes_of(hmac_sha256(key_, all)).substr(0, 16));
}

Seal::Sealed Seal::seal(std::string_view kind, std::int64_t organization, std::int64_t number,
                        std::uint64_t proof_mask) const {
  const auto plain = static_cast<std::uint64_t>(number);
  const auto proof = hash_in_context(proof_key_, kind, organization, plain) & proof_mask;
  return {proof, plain ^ hash_in_context(body_key_, kind, organization, proof)};
}

std::optional<std::int64_t> Seal::open(std::string_view kind, std::int64_t organization, Sealed sealed,
                                       std::uint64_t proof_mask) const {
  const auto plain = sealed.body ^ hash_in_context(body_key_, kind, organization, sealed.proof);
  const auto expected = hash_in_context(proof_key_, kind, organization, plain) & proof_mask;
  if (expected != sealed.proof) return std::nullopt;
  return static_cast<std::int64_t>(plain);
}

std::string Seal::base32(std::string_view kind, std::int64_t organization, std::int64_t number) const {
  const auto [proof, body] = seal(kind, organization, number, all_bits);
  // 130 bits of symbols for 128: the two to spare are of the proof as well, so that any symbol may come first.
  std::string text(base32_length, '0');
  unsigned __int128 rest = static_cast<unsigned __int128>(proof) << 64 | body;
  for (std::size_t i = base32_length; i-- > 0; rest >>= 5)
    text[i] = symbols[static_cast<std::size_t>(rest & 31)];
  const auto first = static_cast<std::size_t>(proof >> 61);
  text[0] = symbols[first | ((proof >> 7 & 3) << 3)];
  return text;
}

std::optional<std::int64_t> Seal::of_base32(std::string_view kind, std::int64_t organization,
                                            std::string_view text) const {
  if (!is_base32_id(text)) return std::nullopt;
  unsigned __int128 all = static_cast<unsigned __int128>(value_of(text[0]) & 7);
  for (const char symbol : text.substr(1)) all = all << 5 | static_cast<unsigned>(value_of(symbol));
  const Sealed sealed{static_cast<std::uint64_t>(all >> 64), static_cast<std::uint64_t>(all)};
  if ((static_cast<std::uint64_t>(value_of(text[0])) >> 3) != (sealed.proof >> 7 & 3)) return std::nullopt;
  return open(kind, organization, sealed, all_bits);
}

std::string Seal::uuid(std::string_view kind, std::int64_t organization, std::int64_t number) const {
  const auto [proof, body] = seal(kind, organization, number, uuid_proof_bits);
  // 48 bits of the proof, version, 10 and 2 … : proof takes the first 58 free bits, body the last 64.
  unsigned __int128 free = static_cast<unsigned __int128>(proof) << 64 | body;  // 122 bits
  const auto low = static_cast<std::uint64_t>(free) & (all_bits >> 2);          // 62 bits
  free >>= 62;
  const auto middle = static_cast<std::uint64_t>(free) & 0xfff;
  const auto high = static_cast<std::uint64_t>(free >> 12);  // 48 bits
  const std::uint64_t halves[] = {high << 16 | 0x4000 | middle, std::uint64_t{2} << 62 | low};
  std::string text(uuid_length, '-');
  char* at = text.data();
  for (std::size_t i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) ++at;
    *at++ = "0123456789abcdef"[halves[i / 16] >> (60 - 4 * (i % 16)) & 15];
  }
  return text;
}

std::optional<std::int64_t> Seal::of_uuid(std::string_view kind, std::int64_t organization,
                                          std::string_view text) const {
  if (!is_uuid(text)) return std::nullopt;
  std::uint64_t halves[2] = {0, 0};
  std::size_t digit = 0;
  for (const char c : text) {
    if (c == '-') continue;
    auto& half = halves[digit++ / 16];
    half = half << 4 | static_cast<std::uint64_t>(hex_value(c));
  }
  if ((halves[0] >> 12 & 15) != 4 || halves[1] >> 62 != 2) return std::nullopt;
  const auto high = static_cast<unsigned __int128>(halves[0] >> 16) << 12 | (halves[0] & 0xfff);
  const auto free = high << 62 | (halves[1] & (all_bits >> 2));
  const Sealed sealed{static_cast<std::uint64_t>(free >> 64), static_cast<std::uint64_t>(free)};
  return open(kind, organization, sealed, uuid_proof_bits);
}

bool is_base32_id(std::string_view text) {
  return text.size() == base32_length &&
         std::all_of(text.begin(), text.end(), [](char c) { return value_of(c) >= 0; });
}

bool is_uuid(std::string_view text) {
  if (text.size() != uuid_length) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_place(i) ? text[i] != '-' : hex_value(text[i]) < 0) return false;
  }
  return true;
}

}  // namespace parley
