#pragma once
// Brings a database to this binary's schema. Any number of processes may do so at once: one does, the others wait.

#include "store/postgres/connection.h"

#include <cstdint>
#include <string>

namespace parley::postgres {

// Throws std::runtime_error with words for the operator, also where the schema is of a newer binary.
void migrate(const Server& server);

// `address` without a password, as it may be shown.
std::string shown_address(const std::string& address);

}  // namespace parley::postgres
