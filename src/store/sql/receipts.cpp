#include "base/names.h"
#include "base/secrets.h"
#include "store/sql/connection.h"
#include "store/sql/receipt_rows.h"

namespace parley {
namespace {

using sql::Blob;
using sql::Query;

constexpr Query find_receipt{
    "SELECT fingerprint, status, body FROM receipt WHERE organization = $1 AND api = $2 AND key = $3 "
    "AND created_at > $4"};
constexpr Query put_receipt{
    "INSERT INTO receipt (organization, api, key, fingerprint, status, body, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization, api, key) DO UPDATE SET "
    "fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, "
    "created_at = excluded.created_at"};
constexpr Query old_receipts{
    "SELECT api, key FROM receipt WHERE organization = $1 AND created_at <= $2 ORDER BY created_at LIMIT 64"};
constexpr Query delete_receipt{"DELETE FROM receipt WHERE organization = $1 AND api = $2 AND key = $3"};

// Of so many that are kept one looks for old ones.
constexpr std::uint64_t sweep_every = 16;

}  // namespace

void expect_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key) {
  in.db.ahead(find_receipt, organization.value, name_of(api), key, to_millis(in.now - receipt_life));
}

std::optional<Receipt> receipt(const Reader& from, OrganizationId organization, Api api,
                               const std::string& key, Timestamp now) {
  auto rows =
      from.db.rows(find_receipt, organization.value, name_of(api), key, to_millis(now - receipt_life));
  if (!rows.next()) return std::nullopt;
  return Receipt{.fingerprint = std::string(rows.text(0)),
                 .status = static_cast<int>(rows.integer(1)),
                 .body = std::string(rows.text(2))};
}

void sql::keep_receipt(Connection& db, OrganizationId organization, Api api, const std::string& key,
                       const Receipt& receipt, Timestamp now) {
  db.run(put_receipt, organization.value, name_of(api), key, Blob{receipt.fingerprint}, receipt.status,
         receipt.body, to_millis(now));
  if (stable_hash(key) % sweep_every != 0) return;
  std::vector<std::pair<std::string, std::string>> old;
  {
    auto rows = db.rows(old_receipts, organization.value, to_millis(now - receipt_life));
    while (rows.next()) old.emplace_back(rows.text(0), rows.text(1));
  }
  for (const auto& [of, which] : old) db.run(delete_receipt, organization.value, of, which);
}

void keep_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key,
                  const Receipt& receipt) {
  sql::keep_receipt(in.db, organization, api, key, receipt, in.now);
}

void drop_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key) {
  in.db.run(delete_receipt, organization.value, name_of(api), key);
}

}  // namespace parley
