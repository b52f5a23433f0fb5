#pragma once
// Receipts as they are written by whoever holds no Transaction, see store/receipts.h.

#include "store/receipts.h"
#include "store/sql/connection.h"

#include <string>

namespace parley::sql {

void keep_receipt(Connection& db, OrganizationId organization, Api api, const std::string& key,
                  const Receipt& receipt, Timestamp now);

}  // namespace parley::sql
