#pragma once
// What labels are on. Writes run inside a transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parley::sql {

std::vector<Label> read_labels(Connection& db, OrganizationId organization);
// 0 where the organization has none such.
LabelId label_of_uid(Connection& db, OrganizationId organization, const std::string& uid);

// A conversation's labels (by its id) as ConversationRow::labels holds them, and a contact's.
std::string packed_labels(Connection& db, std::int64_t organization, std::int64_t conversation);
std::string packed_contact_labels(Connection& db, std::int64_t organization, std::int64_t contact);
// Takes all labels off one conversation and puts them on another.
void move_labels(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to);

// Whether that changed anything.
bool put_on_contact(Connection& db, std::int64_t organization, std::int64_t contact, LabelId label, bool on);
// The contact has these labels and no others.
void set_contact_labels(Connection& db, std::int64_t organization, std::int64_t contact,
                        const std::vector<LabelId>& labels);

}  // namespace parley::sql
