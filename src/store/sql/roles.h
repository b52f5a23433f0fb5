#pragma once
// Roles as members have them.

#include "store/members.h"
#include "store/sql/connection.h"

#include <map>
#include <vector>

namespace parley::sql {

// By id.
std::map<std::int64_t, Role> all_roles_of(Connection& db, OrganizationId organization);
// Oldest first.
std::vector<Role> roles_of_member(Connection& db, OrganizationId organization, MemberId member);
void oldest_first(std::vector<Role>& roles);

// What a member may do by all their roles together.
std::uint64_t permissions_of(Connection& db, std::int64_t organization, std::int64_t member);

}  // namespace parley::sql
