#pragma once
// Answers kept for a caller who repeats a request under the same key. A receipt is written in the transaction of the
// effect that it tells of, so that a crash cannot leave one without the other.

#include "domain/access.h"
#include "domain/ids.h"
#include "store/transaction.h"

#include <optional>
#include <string>

namespace parley {

struct Receipt {
  std::string fingerprint;  // of the request: SHA-256
  int status = 0;
  std::string body;
};

// Receipts are kept for a day.
constexpr std::chrono::hours receipt_life{24};

std::optional<Receipt> receipt(const Reader& from, OrganizationId organization, Api api,
                               const std::string& key, Timestamp now);
// Says ahead that it will be asked for, see Store::write.
void expect_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key);
// Drops some that are too old, now and then.
void keep_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key,
                  const Receipt& receipt);
void drop_receipt(Transaction& in, OrganizationId organization, Api api, const std::string& key);

}  // namespace parley
