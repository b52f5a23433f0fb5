#pragma once
// Webhook bodies that were kept, and what became of each. Those that wait for a number: store/waiting.h.

#include "store/sql/connection.h"
#include "store/store.h"

#include <cstdint>
#include <vector>

namespace parley::sql {

std::vector<DeliveryRow> read_deliveries(Connection& db, bool failed_only, DeliveryId after,
                                         std::int64_t limit);

}  // namespace parley::sql
