#pragma once
// The reads that dialects are answered with. All of them name the organization, and touch a bounded number of rows
// unless their plan says otherwise.

#include "store/query.h"
#include "store/sql/connection.h"
#include "store/store.h"

#include <optional>

namespace parley::sql {

// Whether a list can be answered from its ranks; else it walks rows and belongs beside the I/O threads.
bool is_ranked(const ConversationQuery& query);
bool is_ranked(const ConversationFilter& filter);
bool is_ranked(const MessageQuery& query);
// Whether the conversation is short enough to be walked on the spot.
bool is_walked_at_once(Connection& db, const Sender& sender, const MessageQuery& query);

// Says ahead that this conversation will be read.
void expect_conversation(Connection& db, OrganizationId organization, std::int64_t number);
bool read_conversation(Connection& db, const Sender& sender, std::int64_t number,
                       FunctionRef<void(const ConversationRow&)> sink);
PageCount read_conversations(Connection& db, const Sender& sender, const ConversationQuery& query,
                             FunctionRef<void(const ConversationRow&)> sink);
ConversationSummary read_summary(Connection& db, const ConversationFilter& filter);
std::optional<PageCount> read_messages(Connection& db, const Sender& sender, const MessageQuery& query,
                                       FunctionRef<void(const MessageRow&)> sink);
std::vector<Event> read_events(Connection& db, OrganizationId organization, Sequence seen,
                               std::int64_t limit);

}  // namespace parley::sql
