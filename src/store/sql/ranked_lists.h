#pragma once
// The lists whose tally has a row of its own: a sender's conversations and messages, an organization's contacts. (That
// of a conversation's messages is in the conversation's row.)

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/rank_keep.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <map>
#include <string_view>

namespace parley::sql {

// An empty one where nothing was counted yet.
Ranked ranked_list(Connection& db, RankList list);

// Hands on the rows of a stretch of that list.
using WalkList = FunctionRef<void(RankList list, const Stretch& stretch, WalkRow row)>;

// One batch's view of the lists it changes.
class RankedLists {
 public:
  explicit RankedLists(Connection& db) : db_(db) {}

  // Says ahead that a list will be counted.
  void expect(RankList list);
  // A row of `kind` came (+1) to or left (-1) `place`.
  void count(RankList list, const Place& place, std::string_view kind, int by);
  // Writes tallies and blocks. The walk sees the lists as they are now; everything is read anew behind it.
  void flush(WalkList walk);

 private:
  struct Counted {
    Tally tally;
    Ranking ranking;
  };

  Connection& db_;
  std::map<RankList, Counted> lists_;
};

// Counts a list anew from its rows, whatever was kept of it; for a step of the schema.
void count_list(Connection& db, RankList list, Walk walk);

}  // namespace parley::sql
