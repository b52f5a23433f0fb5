#pragma once
// Which contacts (by their row's id) are in which lists; contact_list.contacts counts them. Runs inside a transaction
// that the caller holds.

#include "domain/ids.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <vector>

namespace parley::sql {

// Whether that changed anything.
bool join_list(Connection& db, std::int64_t organization, std::int64_t list, std::int64_t contact);
bool leave_list(Connection& db, std::int64_t organization, std::int64_t list, std::int64_t contact);
// The contact is in these lists and no others.
void set_memberships(Connection& db, std::int64_t organization, std::int64_t contact,
                     const std::vector<ContactListId>& lists);
// Takes one contact out of all lists and puts the other into them.
void pass_memberships(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to);

}  // namespace parley::sql
