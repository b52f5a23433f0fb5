#pragma once
// Brings a database to this binary's schema. Any number of processes may do so at once: one does, the others wait. Those
// that serve meanwhile go on reading; those of an older binary write no more once a step is taken.

#include "store/postgres/connection.h"
#include "store/sql/schema.h"

#include <span>
#include <string>

namespace parley::postgres {

// Throws std::runtime_error with words for the operator, also where the schema is of a newer binary.
void migrate(const Server& server, std::span<const sql::SchemaStep> steps = sql::schema_steps());

// `address` without a password, as it may be shown.
std::string shown_address(const std::string& address);

}  // namespace parley::postgres
