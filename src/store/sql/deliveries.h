#pragma once
// Webhook bodies that were kept: what became of each, and which wait for a number.

#include "store/sql/connection.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::sql {

std::vector<DeliveryRow> read_deliveries(Connection& db, bool failed_only, DeliveryId after,
                                         std::int64_t limit);
struct KeptBody {
  std::string body;
  Timestamp received_at;
};
std::optional<KeptBody> read_body(Connection& db, DeliveryId id);
// Bodies that wait for this number, oldest first.
std::vector<DeliveryId> awaiting(Connection& db, const Sender& sender);

}  // namespace parley::sql
