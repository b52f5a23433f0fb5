#pragma once
// Hashes, signatures and random things. OpenSSL and libsodium stay behind this header.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);

std::string to_hex(std::string_view bytes);
inline std::string_view bytes_of(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Compares without telling by its time where two texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// `count` bytes from the system's generator.
std::string random_bytes(std::size_t count);

// `count` symbols of [A-Za-z0-9], each worth log2(62) bits.
std::string random_symbols(std::size_t count);

// A version 4 UUID, from a fast generator of this thread seeded by the system: unique, not secret.
std::string random_uuid();
void append_random_uuid(std::string& out);

// `count` symbols of Crockford's base 32, likewise: without the call into the system that random_bytes makes.
std::string random_base32(std::size_t count);

// A password as it is kept: argon2id with its salt and costs, as libsodium spells them. Both take some 50 to 100 ms
// of a core and 64 MiB: never on a thread that serves. Throws std::runtime_error where there is no memory.
std::string hash_password(std::string_view password);
// False for a hash that is none, too.
bool verify_password(std::string_view password, const std::string& hash);

// A 64-bit hash that is the same on every machine and for ever: row keys are made of it.
std::uint64_t stable_hash(std::string_view bytes);

}  // namespace parley
