#pragma once
// Where a message is, by its key. A message that was sent from here has a second one, that of Meta's id of it.

#include "store/sql/connection.h"

#include <cstdint>
#include <optional>

namespace parley::sql {

struct KeyedPlace {
  std::int64_t conversation = 0, at = 0;
  std::int64_t key = 0;  // the message's own
};

std::optional<KeyedPlace> place_of_key(Connection& db, std::int64_t organization, std::int64_t key);

// Says ahead that it will be asked for (connection.h). Gives it where it is here already.
std::optional<KeyedPlace> expect_place(Connection& db, std::int64_t organization, std::int64_t key);

// From now on `key` is another name of the message whose own key is `message`.
void lead_key(Connection& db, std::int64_t organization, std::int64_t key, std::int64_t message);

}  // namespace parley::sql
