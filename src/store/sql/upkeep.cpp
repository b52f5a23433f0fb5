#include "store/upkeep.h"

#include "store/sql/connection.h"

namespace parley {
namespace {

using sql::Query;

constexpr Query schema{"SELECT coalesce(max(version), 0) FROM schema_version"};
constexpr Query newest_delivery{"SELECT received_at FROM delivery ORDER BY id DESC LIMIT 1"};
constexpr Query count_failed{"SELECT count(*) FROM delivery WHERE outcome <> 'applied'"};
constexpr Query setup{"SELECT value FROM counter WHERE name = 'setup'"};

std::optional<std::int64_t> integer(const Reader& from, const Query& query) {
  auto rows = from.db.rows(query);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

}  // namespace

Upkeep upkeep(const Reader& from) {
  Upkeep found{.schema = integer(from, schema).value_or(0), .newest_delivery = {}};
  if (const auto at = integer(from, newest_delivery)) found.newest_delivery = from_millis(*at);
  found.failed_deliveries = integer(from, count_failed).value_or(0);
  return found;
}

std::int64_t setup_version(const Reader& from) { return integer(from, setup).value_or(0); }

}  // namespace parley
