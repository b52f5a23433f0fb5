#pragma once
// How a ranked list is cut, while a batch changes it. What comes and goes is gathered, and written once a block when the
// batch ends.

#include "store/sql/connection.h"
#include "store/sql/rank.h"
#include "store/sql/tally.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sql {

class Ranking {
 public:
  Ranking() = default;  // of a list without blocks
  // As Ranked keeps them.
  Ranking(std::int64_t levels, std::string_view packed_tail);

  // A row of `kind` came (+1) to or left (-1) `place`.
  void count(const Place& place, std::string_view kind, int by);
  // So much became different that the list is to be cut anew.
  void cut_anew();
  // Brings the blocks of a list of now `rows` rows in line. The walk sees the list as it is now.
  void keep(Connection& db, RankList list, std::int64_t rows, Walk walk);

  [[nodiscard]] std::int64_t levels() const { return levels_; }
  [[nodiscard]] std::string packed_tail() const;

 private:
  friend class RankKeeper;
  struct Shift {
    Place place;
    std::int64_t parts = 0;  // by how many there are more
    Tally came, left;
  };

  std::int64_t levels_ = 0;
  Place tail_from_ = first_place();
  Tally tail_;                 // not kept without blocks: the owner's tally is that
  std::vector<Shift> shifts_;  // below the tail
  bool anew_ = false;
};

void drop_ranks(Connection& db, RankList list);

}  // namespace parley::sql
