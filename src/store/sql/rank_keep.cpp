#include "store/sql/rank_keep.h"

#include "store/sql/rank_blocks.h"

#include <algorithm>
#include <utility>

namespace parley::sql {

// One list, while its blocks are brought in line. A level is finished before the one above it begins, so that a block's
// parent always stands where it stood.
class RankKeeper {
 public:
  RankKeeper(Connection& db, RankList list, Ranking& ranking, Walk walk)
      : blocks_(db, list), ranking_(ranking), walk_(walk) {}

  void keep() {
    auto shifts = std::exchange(ranking_.shifts_, {});
    std::sort(shifts.begin(), shifts.end(), [](const Shift& a, const Shift& b) { return a.place < b.place; });
    shifts = keep_level(0, shifts);
    if (ranking_.tail_.total() > most_rows) cut_tail(ranking_.tail_.total(), shifts);
    for (std::int64_t level = 1; level < levels(); ++level) shifts = keep_level(level, shifts);
    const auto is_other = [](const Shift& shift) { return shift.parts != 0; };
    if (std::any_of(shifts.begin(), shifts.end(), is_other)) settle_top();
  }

  void build(std::int64_t rows) {
    ranking_.levels_ = 1;
    std::vector<Shift> none;
    cut_tail(rows, none);
    settle_top();
  }

 private:
  using Shift = Ranking::Shift;

  [[nodiscard]] std::int64_t levels() const { return ranking_.levels_; }

  // Gives what the level above has to take in, sorted as `shifts` are.
  std::vector<Shift> keep_level(std::int64_t level, const std::vector<Shift>& shifts) {
    std::vector<Shift> above;
    std::vector<Block> met;  // one for each shift from `at` on, where all were looked for at once
    for (auto at = shifts.begin(); at != shifts.end();) {
      if (met.empty() && blocks_.looks_ahead()) met = blocks_.holding_all(level, places_of(at, shifts.end()));
      const auto from = at;
      auto block = met.empty() ? blocks_.holding(level, at->place) : met.front();
      Shift change{.place = block.from};
      const auto until =
          met.empty() && std::next(at) != shifts.end() ? blocks_.end(level, block.from) : last_place();
      const auto is_in_block = [&] {
        return met.empty() ? at->place < until : met[static_cast<std::size_t>(at - from)].from == block.from;
      };
      for (; at != shifts.end() && is_in_block(); ++at) {
        block.parts += at->parts;
        change.came.add(at->came);
        change.left.add(at->left);
      }
      block.tally.add(change.came);
      block.tally.take(change.left);
      change.parts = write(level, block);
      if (change.parts < 0) {
        met.clear();  // it was joined with a neighbour, which is another one now; a cut leaves the others as they are
      } else if (!met.empty()) {
        met.erase(met.begin(), met.begin() + (at - from));
      }
      above.push_back(std::move(change));
    }
    return above;
  }

  static std::vector<Place> places_of(std::vector<Shift>::const_iterator from,
                                      std::vector<Shift>::const_iterator until) {
    std::vector<Place> places;
    for (; from != until; ++from) places.push_back(from->place);
    return places;
  }

  // Gives by how many blocks the level has more.
  std::int64_t write(std::int64_t level, const Block& block) {
    if (block.parts > most_parts(level)) return cut(level, block);
    if (block.parts < most_parts(level) / 4 && join(level, block)) return -1;
    blocks_.update(level, block);
    return 0;
  }

  std::int64_t cut(std::int64_t level, const Block& block) {
    std::int64_t more = -1;
    const auto put = [&](const Block& piece) {
      if (++more == 0) {
        blocks_.update(level, piece);
      } else {
        blocks_.insert(level, piece);
      }
    };
    const auto until = std::min(blocks_.end(level, block.from), ranking_.tail_from_);
    put(each_piece(level, {block.from, until}, block.parts, put));
    return more;
  }

  // Makes blocks of the tail but for the last piece, which is the tail then.
  void cut_tail(std::int64_t rows, std::vector<Shift>& above) {
    const auto put = [&](const Block& piece) {
      blocks_.insert(0, piece);
      above.push_back({.place = piece.from, .parts = 1, .came = piece.tally, .left = {}});
    };
    auto tail = each_piece(0, {.from = ranking_.tail_from_}, rows, put);
    ranking_.tail_from_ = std::move(tail.from);
    ranking_.tail_ = std::move(tail.tally);
  }

  // Makes one of a block and a neighbour under the same parent, where they fit into one.
  bool join(std::int64_t level, const Block& block) {
    const auto family = family_of(level, block.from);
    const auto fits = [&](const std::optional<Block>& other) {
      return other && family.from <= other->from && other->from < family.until &&
             block.parts + other->parts <= most_parts(level);
    };
    const auto join_into = [&](Block lower, const Block& upper) {
      lower.parts += upper.parts;
      lower.tally.add(upper.tally);
      blocks_.update(level, lower);
      blocks_.erase(level, upper.from);
    };
    if (const auto next = blocks_.next(level, block.from); fits(next)) {
      join_into(block, *next);
      return true;
    }
    if (auto previous = blocks_.previous(level, block.from); fits(previous)) {
      join_into(std::move(*previous), block);
      return true;
    }
    return false;
  }

  // What the parent of a block covers.
  Stretch family_of(std::int64_t level, const Place& from) {
    if (level + 1 == levels()) return {};
    auto parent = blocks_.holding(level + 1, from).from;
    auto until = blocks_.end(level + 1, parent);
    return {.from = std::move(parent), .until = std::move(until)};
  }

  // Adds levels while the highest has too many blocks, and takes away those that say nothing.
  void settle_top() {
    auto count = blocks_.count(levels() - 1);
    while (count > most_blocks) count = add_level(count);
    while (levels() > 1 && count == 1) {
      blocks_.erase_level(--ranking_.levels_);
      count = blocks_.count(levels() - 1);
    }
  }

  // Gives how many blocks it has. `parts`: how many the level below has.
  std::int64_t add_level(std::int64_t parts) {
    const auto level = ranking_.levels_++;
    std::int64_t made = 0;
    const auto put = [&](const Block& piece) {
      blocks_.insert(level, piece);
      ++made;
    };
    put(each_piece(level, {}, parts, put));
    return made;
  }

  // Cuts a stretch that has about that many parts into blocks of that level. Each is full to three quarters, so that it
  // has room; the last one is given back.
  Block each_piece(std::int64_t level, const Stretch& stretch, std::int64_t parts,
                   FunctionRef<void(const Block&)> take) {
    const auto most = most_parts(level);
    Block piece{.from = stretch.from};
    const auto begins_at = [&](Place place) {
      parts -= piece.parts;
      take(piece);
      piece = {.from = std::move(place)};
    };
    const auto is_full = [&] { return piece.parts >= most / 4 * 3 && parts > most; };
    if (level > 0) {
      each_block(level - 1, stretch, [&](const Block& part) {
        if (is_full()) begins_at(part.from);
        ++piece.parts;
        piece.tally.add(part.tally);
      });
      return piece;
    }
    Place last;
    walk_(stretch, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
      // Where nobody shares its millisecond, a row's tie does not matter, and no two places are one.
      if (is_full() && at != last.at) begins_at({at, ""});
      if (is_full() && tie != last.tie) begins_at({at, std::string(tie)});
      ++piece.parts;
      piece.tally.add(kind, 1);
      if (is_full()) last = {at, std::string(tie)};
      return true;
    });
    return piece;
  }

  // Read before they are handed on, since blocks are written meanwhile.
  void each_block(std::int64_t level, Stretch stretch, FunctionRef<void(const Block&)> take) {
    constexpr std::int64_t at_once = 256;
    for (;;) {
      const auto some = blocks_.some(level, stretch, at_once + 1);
      const bool is_all = std::ssize(some) <= at_once;
      for (auto at = some.begin(); at != some.end() - (is_all ? 0 : 1); ++at) take(*at);
      if (is_all) return;
      stretch.from = some.back().from;
    }
  }

  RankBlocks blocks_;
  Ranking& ranking_;
  Walk walk_;
};

Ranking::Ranking(std::int64_t levels, std::string_view packed_tail) : levels_(levels) {
  if (levels == 0) return;
  auto tail = read_tail(packed_tail);
  tail_from_ = std::move(tail.from);
  tail_ = Tally::read(tail.tally);
}

void Ranking::count(const Place& place, std::string_view kind, int by) {
  if (levels_ == 0 || anew_) return;
  if (place >= tail_from_) return tail_.add(kind, by);
  auto& shift = shifts_.emplace_back();
  shift.place = place;
  shift.parts = by;
  (by > 0 ? shift.came : shift.left).add(kind, 1);
}

void Ranking::cut_anew() {
  anew_ = true;
  shifts_.clear();
}

void Ranking::keep(Connection& db, RankList list, std::int64_t rows, Walk walk) {
  const bool is_cut = levels_ > 0;
  const bool stays = is_cut && !anew_ && rows > most_rows / 4;
  RankKeeper keeper(db, list, *this, walk);
  if (stays) return keeper.keep();
  if (is_cut) drop_ranks(db, list);
  *this = {};
  if (rows > most_rows) keeper.build(rows);
}

std::string Ranking::packed_tail() const {
  if (levels_ == 0) return {};
  const auto tally = tail_.packed();
  return sql::packed_tail({.from = tail_from_, .tally = tally});
}

void drop_ranks(Connection& db, RankList list) { RankBlocks(db, list).erase_all(); }

}  // namespace parley::sql
