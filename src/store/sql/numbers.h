#pragma once
// How conversations are numbered: see docs/decisions/2026-11-21-deterministic-numbers.md. A conversation's id is its
// organization and the number it began with.

#include "store/sql/connection.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::sql {

inline constexpr std::int64_t number_bits = 31;
inline constexpr std::int64_t number_mask = (std::int64_t{1} << number_bits) - 1;

// A conversation's public number: a hash of our number and the person's first identifier, so that it does not depend
// on what arrived first. `attempt` grows while a number is taken.
std::int64_t number_of(const std::string& phone_number_id, const std::string& canonical, int attempt);

// A number as it breaks ties in a ranked list, where texts are compared, and back; nothing is 0.
std::string number_tie(std::int64_t number);
std::int64_t number_of_tie(std::string_view tie);

// The id of a conversation that began with that number.
inline std::int64_t id_with(std::int64_t organization, std::int64_t number) {
  return organization << number_bits | number;
}

// The id of the conversation that has that public number, or had it; 0: none.
std::int64_t id_of_number(Connection& db, std::int64_t organization, std::int64_t number);

}  // namespace parley::sql
