#pragma once
// What became of reactions that were sent from here. A reaction is no message of its own, so it is kept with the receipts.

#include "base/time.h"
#include "domain/ids.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <string>

namespace parley::sql {

// `message`: the reaction's key. Meta took it, under that id.
void keep_taken_reaction(Connection& db, OrganizationId organization, std::int64_t message,
                         const std::string& wamid, Timestamp now);
// It did not; `errors` is Meta's error array.
void keep_refused_reaction(Connection& db, OrganizationId organization, std::int64_t message,
                           const std::string& errors, Timestamp now);

}  // namespace parley::sql
