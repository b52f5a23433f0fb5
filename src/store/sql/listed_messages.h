#pragma once
// Messages of the contacts of a list: no rank knows them, so the messages of the numbers are walked.

#include "store/conversations.h"
#include "store/sql/connection.h"
#include "store/sql/message_lookup.h"

#include <cstdint>
#include <vector>

namespace parley::sql {

bool is_asked(const OrganizationMessages& query, std::int64_t sender);
std::vector<Sender> senders_asked(Connection& db, const OrganizationMessages& query);
// The marks (walks.h) that are wanted, a bit each.
std::int64_t marks_asked(const OrganizationMessages& query);

class ListedMessages {
 public:
  ListedMessages(Connection& db, const OrganizationMessages& query)
      : db_(db), query_(query), senders_(senders_asked(db, query)) {}

  std::int64_t total();
  // The page's rows; gives how many.
  std::int64_t hand_over(FunctionRef<void(const MessageRow&, const FoundMessage&)> sink);

 private:
  std::vector<MessageSpot> spots();
  Connection& db_;
  const OrganizationMessages& query_;
  std::vector<Sender> senders_;
};

}  // namespace parley::sql
