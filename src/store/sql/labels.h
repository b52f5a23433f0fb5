#pragma once
// Labels, and the conversations they are on. Writes run inside a transaction that the caller holds.

#include "store/sql/connection.h"
#include "store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parley::sql {

Label add_label(Connection& db, OrganizationId organization, const std::string& name);
std::vector<Label> read_labels(Connection& db, OrganizationId organization);
// False where the conversation (by its id) or the label is not the organization's.
bool set_label(Connection& db, OrganizationId organization, std::int64_t conversation, const std::string& uid,
               bool on);

// A conversation's labels as ConversationRow::labels holds them.
std::string packed_labels(Connection& db, std::int64_t organization, std::int64_t conversation);
// Takes all labels off one conversation and puts them on another.
void move_labels(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to);

}  // namespace parley::sql
