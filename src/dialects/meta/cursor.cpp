// A cursor is base64url of: a version (1 byte), a proof of scope and place (16 bytes), and the place (2 × 8 bytes, the lowest
// first) under a mask that follows from the proof and a key of this store. 33 bytes make 44 symbols.

#include "dialects/meta/cursor.h"

#include "base/base64url.h"
#include "base/problem.h"
#include "base/secrets.h"

#include <cstddef>

namespace parley::graph {
namespace {

constexpr std::string_view purpose = "graph cursor";
constexpr char version = 1;
constexpr std::size_t proof_size = 16, place_size = 16;

void append(std::string& out, std::int64_t number) {
  for (int shift = 0; shift < 64; shift += 8)
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
}

std::int64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(number);
}

std::string proof_of(const Seal& seal, const Scope& scope, std::string_view place) {
  return seal.proof(purpose, scope.text() + std::string(place)).substr(0, proof_size);
}

// Hides the place, and shows it again.
std::string masked(const Seal& seal, std::string_view proof, std::string_view place) {
  const auto mask = hmac_sha256(seal.key_for(purpose), proof);
  std::string out(place);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(out[i] ^ mask[i]);
  return out;
}

}  // namespace

Scope::Scope(OrganizationId organization, std::string_view list, std::string_view number) {
  with("organization", std::to_string(organization.value)).with("list", list).with("number", number);
}

Scope& Scope::with(std::string_view filter, std::string_view value) {
  text_.append(filter).append(1, '=').append(std::to_string(value.size())).append(1, ':').append(value);
  return *this;
}

std::string write_cursor(const Seal& seal, const Scope& scope, Place place) {
  std::string plain;
  append(plain, place.at);
  append(plain, place.number);
  const auto proof = proof_of(seal, scope, plain);
  return to_base64url(version + proof + masked(seal, proof, plain));
}

Place read_cursor(const Seal& seal, const Scope& scope, std::string_view text) {
  const auto bytes = of_base64url(text);
  const bool is_whole = bytes && bytes->size() == 1 + proof_size + place_size && bytes->front() == version;
  const auto proof = is_whole ? bytes->substr(1, proof_size) : std::string();
  const auto place = is_whole ? masked(seal, proof, bytes->substr(1 + proof_size)) : std::string();
  if (!is_whole || !equal_in_constant_time(proof, proof_of(seal, scope, place)))
    throw Problem::invalid("cursor", "The cursor is not one of this list with these filters");
  return {number_at(place, 0), number_at(place, 8)};
}

}  // namespace parley::graph
