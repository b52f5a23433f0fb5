#include "store/sql/deliveries.h"

namespace parley::sql {
namespace {

constexpr Query deliveries{
    "SELECT d.id, d.organization, d.received_at, d.source, d.outcome, d.parked, d.unrouted, d.repeats, "
    "coalesce((SELECT p.path || ': ' || p.reason FROM parked p WHERE p.organization = d.organization "
    "AND p.delivery = d.id ORDER BY p.path LIMIT 1), '') FROM delivery d WHERE d.id > $1 ORDER BY d.id LIMIT $2"};
constexpr Query failed_deliveries{
    "SELECT d.id, d.organization, d.received_at, d.source, d.outcome, d.parked, d.unrouted, d.repeats, "
    "coalesce((SELECT p.path || ': ' || p.reason FROM parked p WHERE p.organization = d.organization "
    "AND p.delivery = d.id ORDER BY p.path LIMIT 1), '') FROM delivery d WHERE d.id > $1 AND d.outcome <> 'applied' "
    "ORDER BY d.id LIMIT $2"};

}  // namespace

std::vector<DeliveryRow> read_deliveries(Connection& db, bool failed_only, DeliveryId after,
                                         std::int64_t limit) {
  std::vector<DeliveryRow> found;
  auto rows = db.rows(failed_only ? failed_deliveries : deliveries, after.value, limit);
  while (rows.next()) {
    found.push_back({.id = {rows.integer(0)},
                     .organization = {rows.integer(1)},
                     .received_at = from_millis(rows.integer(2)),
                     .source = std::string(rows.text(3)),
                     .outcome = std::string(rows.text(4)),
                     .parked = static_cast<int>(rows.integer(5)),
                     .unrouted = static_cast<int>(rows.integer(6)),
                     .repeats = rows.integer(7),
                     .reason = std::string(rows.text(8))});
  }
  return found;
}

}  // namespace parley::sql
