#pragma once
// The ranked lists that hold the messages asked for: of numbers of ours, or of a few conversations.

#include "store/conversations.h"
#include "store/sql/connection.h"
#include "store/sql/rank.h"

#include <string>
#include <vector>

namespace parley::sql {

// Whether it is of one contact or one conversation, which are few lists of their own.
inline bool is_narrow(const OrganizationMessages& query) { return query.conversation || query.contact; }

// Each list with what its messages have in common.
struct MessageLists {
  std::vector<Ranked> ranked;
  std::vector<FoundMessage> homes;  // of a number: the number alone
  std::vector<std::string> phones;  // our number's
};
MessageLists message_lists(Connection& db, const OrganizationMessages& query);

// The times asked for, as a part of any list.
Stretch times_asked(const OrganizationMessages& query);

}  // namespace parley::sql
