#pragma once
// Spells our numbers so that they look random, cannot be guessed and need no column: 16 bytes that hold the number and
// a proof that we wrote them, for one kind of thing in one organization. The same number is always spelt the same.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

class Seal {
 public:
  // `key`: 32 secret bytes, the same for all processes of one store.
  explicit Seal(std::string_view key);

  // 26 symbols of Crockford's base32, upper case.
  [[nodiscard]] std::string base32(std::string_view kind, std::int64_t organization,
                                   std::int64_t number) const;
  // A version 4 UUID, lower case.
  [[nodiscard]] std::string uuid(std::string_view kind, std::int64_t organization, std::int64_t number) const;

  // The number that was spelt so; nothing where it was not us, or it is of another kind or organization.
  // Letters' case counts in base32 and does not in UUIDs.
  [[nodiscard]] std::optional<std::int64_t> of_base32(std::string_view kind, std::int64_t organization,
                                                      std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> of_uuid(std::string_view kind, std::int64_t organization,
                                                    std::string_view text) const;

  // 16 bytes that prove that we wrote `text`.
  [[nodiscard]] std::string proof(std::string_view purpose, std::string_view text) const;
  // A key of its own for some purpose: 32 bytes.
  [[nodiscard]] std::string key_for(std::string_view purpose) const;

 private:
  struct Sealed {
    std::uint64_t proof = 0, body = 0;
  };
  [[nodiscard]] Sealed seal(std::string_view kind, std::int64_t organization, std::int64_t number,
                            std::uint64_t proof_mask) const;
  [[nodiscard]] std::optional<std::int64_t> open(std::string_view kind, std::int64_t organization,
                                                 Sealed sealed, std::uint64_t proof_mask) const;

  using ShortKey = std::array<unsigned char, 16>;
  std::string key_;
  ShortKey proof_key_, body_key_;
};

// Whether a text has the form of one, whoever wrote it.
bool is_base32_id(std::string_view text);  // 26 symbols, upper case
bool is_uuid(std::string_view text);

}  // namespace parley
