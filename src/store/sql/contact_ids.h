#pragma once
// From what a client calls things of the contact list to rows.

#include "domain/ids.h"
#include "store/sql/connection.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace parley::sql {

// The contact that has that public number, or one of whose identifiers does; deleted ones too. 0: none.
std::int64_t contact_of_number(Connection& db, std::int64_t organization, std::int64_t number);
// The same; Problem: not_found "contact", also where it is deleted.
std::int64_t need_contact(Connection& db, OrganizationId organization, std::int64_t number);
// The contact that some spelling of that telephone number belongs to; 0: none.
std::int64_t contact_of_phone(Connection& db, std::int64_t organization, std::string_view phone);

bool has_label(Connection& db, OrganizationId organization, LabelId label);
// Problem: not_found "label".
void need_labels(Connection& db, OrganizationId organization, const std::vector<LabelId>& labels);
// Problem: not_found "contact list".
void need_lists(Connection& db, OrganizationId organization, const std::vector<ContactListId>& lists);

}  // namespace parley::sql
