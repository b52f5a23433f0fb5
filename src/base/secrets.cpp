#include "base/secrets.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <stdexcept>

namespace parley {
namespace {

constexpr std::string_view hex_symbols = "0123456789abcdef";
constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// libsodium asks to be begun once, before threads use it.
void need_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  if (!is_ready) throw std::runtime_error("libsodium cannot be used");
}

std::mt19937_64 seeded_generator() {
  need_sodium();
  std::array<std::uint32_t, 8> seed{};
  randombytes_buf(seed.data(), sizeof seed);
  std::seed_seq sequence(seed.begin(), seed.end());
  return std::mt19937_64(sequence);
}

std::mt19937_64& fast_generator() {
  thread_local std::mt19937_64 generator = seeded_generator();
  return generator;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  // Looked up once: OpenSSL 3 takes longer to find the algorithm than to run it over a token.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256 hash{};
  EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, algorithm, nullptr);
  return hash;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 hash{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data_of(bytes), bytes.size(), hash.data(),
       nullptr);
  return hash;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    hex += hex_symbols[static_cast<unsigned char>(c) >> 4];
    hex += hex_symbols[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  need_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_symbols(std::size_t count) {
  need_sodium();
  std::string text(count, ' ');
  for (char& c : text) c = symbols[randombytes_uniform(static_cast<std::uint32_t>(symbols.size()))];
  return text;
}

void append_random_uuid(std::string& out) {
  auto& generator = fast_generator();
  std::array<std::uint64_t, 2> halves{generator(), generator()};
  halves[0] = (halves[0] & ~0xF000ULL) | 0x4000ULL;
  halves[1] = (halves[1] & ~(3ULL << 62)) | (2ULL << 62);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    out += hex_symbols[halves[static_cast<std::size_t>(i / 16)] >> (60 - 4 * (i % 16)) & 15];
  }
}

std::string random_uuid() {
  std::string text;
  append_random_uuid(text);
  return text;
}

std::string random_base32(std::size_t count) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::size_t each = 12;  // symbols of five bits from one number
  auto& generator = fast_generator();
  std::string text(count, '0');
  for (std::size_t i = 0; i < count; i += each) {
    auto bits = generator();
    for (auto at = i; at < std::min(count, i + each); ++at, bits >>= 5) text[at] = alphabet[bits & 31];
  }
  return text;
}

std::string hash_password(std::string_view password) {
  need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const bool done =
      crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
  if (!done) throw std::runtime_error("no memory to hash a password");
  return hash.data();
}

bool verify_password(std::string_view password, const std::string& hash) {
  need_sodium();
  return hash.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::uint64_t stable_hash(std::string_view bytes) {
  constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> key{'p', 'a', 'r', 'l', 'e', 'y', '.', 'r',
                                                                     'o', 'w', '.', 'k', 'e', 'y', 's', '1'};
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), data_of(bytes), bytes.size(), key.data());
  std::uint64_t number = 0;
  for (std::size_t i = hash.size(); i-- > 0;) number = number << 8 | hash[i];
  return number;
}

}  // namespace parley
