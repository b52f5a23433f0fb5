#pragma once
// How conversations are numbered: see docs/decisions/2026-11-21-deterministic-numbers.md. A conversation's id is its
// organization and the number it began with.

#include "store/sql/connection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace parley::sql {

inline constexpr std::int64_t number_bits = 31;
inline constexpr std::int64_t number_mask = (std::int64_t{1} << number_bits) - 1;

// A conversation's public number: a hash of our number and the person's first identifier, so that it does not depend
// on what arrived first. `attempt` grows while a number is taken.
std::int64_t number_of(const std::string& phone_number_id, const std::string& canonical, int attempt);

// A number, which is not negative, as it breaks ties in a ranked list, where texts are compared; and back: nothing is 0.
std::string number_tie(std::int64_t number);
std::int64_t number_of_tie(std::string_view tie);

// The id of a conversation that began with that number.
inline std::int64_t id_with(std::int64_t organization, std::int64_t number) {
  return organization << number_bits | number;
}

inline bool is_number(std::int64_t number) { return number > 0 && number <= number_mask; }

// The id of the conversation that has that public number, or had it; 0: none.
std::int64_t id_of_number(Connection& db, std::int64_t organization, std::int64_t number);

// What `show` makes of the row of that conversation, empty where there is none. `by_id` is asked by organization and
// id, and gives the number in a column: nearly always one look-up finds it.
template <class Show>
auto row_of_number(Connection& db, const Query& by_id, int number_column, std::int64_t organization,
                   std::int64_t number, const Show& show) -> std::invoke_result_t<const Show&, Rows&> {
  if (!is_number(number)) return {};
  {
    auto rows = db.rows(by_id, organization, id_with(organization, number));
    if (rows.next() && rows.integer(number_column) == number) return show(rows);
  }
  const auto id = id_of_number(db, organization, number);
  if (id == 0) return {};
  auto rows = db.rows(by_id, organization, id);
  if (!rows.next()) return {};
  return show(rows);
}

}  // namespace parley::sql
