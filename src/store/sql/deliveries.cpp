#include "store/sql/deliveries.h"

#include "store/sql/compress.h"

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
constexpr Query body_of{"SELECT body, size, received_at FROM delivery WHERE id = $1"};
constexpr Query awaited{
    "SELECT delivery FROM unrouted WHERE name = $1 UNION SELECT delivery FROM unrouted WHERE name = $2 "
    "UNION SELECT delivery FROM unrouted WHERE name = $3 ORDER BY 1"};

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

std::optional<KeptBody> read_body(Connection& db, DeliveryId id) {
  auto rows = db.rows(body_of, id.value);
  if (!rows.next()) return std::nullopt;
  return KeptBody{decompressed(rows.text(0), static_cast<std::size_t>(rows.integer(1))),
                  from_millis(rows.integer(2))};
}

std::vector<DeliveryId> awaiting(Connection& db, const Sender& sender) {
  std::vector<DeliveryId> found;
  const auto account = sender.waba.empty() ? std::string("-") : "waba:" + sender.waba;
  auto rows = db.rows(awaited, sender.phone_number_id, "phone:" + sender.phone, account);
  while (rows.next()) found.push_back({rows.integer(0)});
  return found;
}

}  // namespace parley::sql
