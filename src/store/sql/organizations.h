#pragma once
// Organizations, and how much each of them holds. Writes run inside a transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <string>
#include <vector>

namespace parley::sql {

Organization add_organization(Connection& db, const std::string& name, Timestamp now);
std::vector<Organization> read_organizations(Connection& db);
bool is_active(Connection& db, OrganizationId organization);
// Throws Problem::not_found where there is none such.
void need_organization(Connection& db, OrganizationId organization);
std::vector<OrganizationStats> read_stats(Connection& db);

}  // namespace parley::sql
