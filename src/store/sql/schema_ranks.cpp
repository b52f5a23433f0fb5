#include "store/sql/schema_ranks.h"

#include "store/sql/ranked_lists.h"
#include "store/sql/walks.h"

#include <utility>
#include <vector>

namespace parley::sql {
namespace {

constexpr Query organization_ids{"SELECT id FROM organization"};
constexpr Query sender_ids{"SELECT organization, id FROM sender"};
constexpr Query long_conversations{"SELECT organization, id, total FROM conversation WHERE total > $1"};
constexpr Query set_levels{
    "UPDATE conversation SET levels = $3, tail = $4 WHERE organization = $1 AND id = $2"};

}  // namespace

void rank_all(Connection& db) {
  std::vector<RankList> contacts, conversations;
  {
    auto rows = db.rows(organization_ids);
    while (rows.next()) contacts.push_back(contacts_of(rows.integer(0)));
  }
  {
    auto rows = db.rows(sender_ids);
    while (rows.next()) conversations.push_back(conversations_of(rows.integer(0), rows.integer(1)));
  }
  for (const auto& list : contacts) count_list(db, list, contact_walk(db, list));
  for (const auto& list : conversations) {
    count_list(db, list, thread_walk(db, list));
    const auto messages = messages_of_sender(list.organization, list.list);
    count_list(db, messages, time_walk(db, messages));
  }

  std::vector<std::pair<RankList, std::int64_t>> long_ones;
  {
    auto rows = db.rows(long_conversations, most_rows);
    while (rows.next())
      long_ones.emplace_back(messages_of(rows.integer(0), rows.integer(1)), rows.integer(2));
  }
  for (const auto& [list, total] : long_ones) {
    Ranking ranking;
    ranking.keep(db, list, total, message_walk(db, list));
    db.run(set_levels, list.organization, list.list, ranking.levels(), Blob{ranking.packed_tail()});
  }
}

}  // namespace parley::sql
