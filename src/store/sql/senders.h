#pragma once
// Our numbers. Writes run inside a transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <vector>

namespace parley::sql {

Sender add_sender(Connection& db, const NewSender& sender, Timestamp now);
std::vector<Sender> read_senders(Connection& db, OrganizationId organization);

}  // namespace parley::sql
