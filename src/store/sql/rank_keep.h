#pragma once
// Keeping the blocks of a ranked list true. What comes and goes within a batch is gathered, and written once a block
// when the batch ends.

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace parley::sql {

class RankChanges {
 public:
  // A row of `kind` came (+1) to or left (-1) `place`.
  void add(Place place, std::string_view kind, int by);
  // So much became different that the list is to be counted anew.
  void count_anew();
  [[nodiscard]] bool empty() const { return shifts_.empty() && !anew_; }

 private:
  friend class RankKeeper;
  struct Shift {
    Place place;
    std::int64_t parts = 0;  // by how many there are more
    Tally came, left;
  };
  std::vector<Shift> shifts_;
  bool anew_ = false;
};

// Brings the blocks of a list of now `rows` rows in line with the changes, which are then none, and gives how many levels
// it has. `levels`: how many it had; where that is 0, changes need not have been gathered. The walk sees the list as it
// is now.
std::int64_t keep_ranks(Connection& db, RankList list, std::int64_t levels, std::int64_t rows,
                        RankChanges& changes, Walk walk);
void drop_ranks(Connection& db, RankList list);

}  // namespace parley::sql
