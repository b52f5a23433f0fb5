#include "store/waiting.h"

#include "store/sql/answers.h"
#include "store/sql/compress.h"
#include "store/sql/recorder.h"

namespace parley {
namespace {

using sql::Query;

constexpr Query known_but_awaited{
    "SELECT s.organization, s.id, s.phone_number_id, s.phone, s.waba FROM sender s WHERE s.connected = 1 AND ("
    "EXISTS (SELECT 1 FROM unrouted u WHERE u.name = s.phone_number_id) OR "
    "EXISTS (SELECT 1 FROM unrouted u WHERE u.name = 'phone:' || s.phone) OR "
    "s.waba <> '' AND EXISTS (SELECT 1 FROM unrouted u WHERE u.name = 'waba:' || s.waba)) ORDER BY s.id"};
// The next few of each name first, so that a page costs the same however many wait.
constexpr Query waiting_bodies{
    "SELECT w.delivery, d.size FROM ("
    "SELECT delivery FROM (SELECT delivery FROM unrouted WHERE name = $1 AND delivery > $4 ORDER BY delivery LIMIT $5) "
    "AS by_id UNION "
    "SELECT delivery FROM (SELECT delivery FROM unrouted WHERE name = $2 AND delivery > $4 ORDER BY delivery LIMIT $5) "
    "AS by_phone UNION "
    "SELECT delivery FROM (SELECT delivery FROM unrouted WHERE name = $3 AND delivery > $4 ORDER BY delivery LIMIT $5) "
    "AS by_account) AS w JOIN delivery d ON d.id = w.delivery ORDER BY w.delivery LIMIT $5"};
constexpr Query body_of{"SELECT body, size, received_at FROM delivery WHERE id = $1"};
constexpr Query waits{"SELECT 1 FROM unrouted WHERE delivery = $1 LIMIT 1"};

constexpr std::int64_t most_bodies = 64;
constexpr std::int64_t most_bytes = 1 << 20;

}  // namespace

std::vector<Sender> awaited_senders(const Reader& from) {
  std::vector<Sender> found;
  auto rows = from.db.rows(known_but_awaited);
  while (rows.next()) {
    found.push_back({.id = {rows.integer(1)},
                     .organization = {rows.integer(0)},
                     .phone_number_id = std::string(rows.text(2)),
                     .phone = std::string(rows.text(3)),
                     .waba = std::string(rows.text(4))});
  }
  return found;
}

std::vector<DeliveryId> waiting_for(const Reader& from, const Sender& sender, DeliveryId after) {
  std::vector<DeliveryId> found;
  const auto account = sender.waba.empty() ? std::string() : "waba:" + sender.waba;
  std::int64_t bytes = 0;
  auto rows = from.db.rows(waiting_bodies, sender.phone_number_id, "phone:" + sender.phone, account,
                           after.value, most_bodies);
  while (rows.next()) {
    bytes += rows.integer(1);
    if (bytes > most_bytes && !found.empty()) break;
    found.push_back({rows.integer(0)});
  }
  return found;
}

std::optional<KeptBody> kept_body(const Reader& from, DeliveryId id) {
  auto rows = from.db.rows(body_of, id.value);
  if (!rows.next()) return std::nullopt;
  return KeptBody{sql::decompressed(rows.text(0), static_cast<std::size_t>(rows.integer(1))),
                  from_millis(rows.integer(2))};
}

bool apply_waiting(Transaction& in, DeliveryId id, std::string_view body, const std::optional<Facts>& facts) {
  if (!sql::exists(in.db, waits, id.value)) return false;
  in.recorder.replay(id, body, facts);
  return true;
}

}  // namespace parley
