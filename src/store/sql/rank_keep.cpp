#include "store/sql/rank_keep.h"

#include "store/sql/rank_blocks.h"

#include <algorithm>
#include <utility>

namespace parley::sql {

// One list, while its blocks are brought in line. A level is finished before the one above it begins, so that a block's
// parent always stands where it stood.
class RankKeeper {
 public:
  RankKeeper(Connection& db, RankList list, std::int64_t levels, Walk walk)
      : blocks_(db, list), levels_(levels), walk_(walk) {}

  std::int64_t build(std::int64_t rows) {
    levels_ = 0;
    add_level(rows);
    settle_top();
    return levels_;
  }

  std::int64_t keep(RankChanges& changes) {
    auto shifts = std::exchange(changes.shifts_, {});
    std::sort(shifts.begin(), shifts.end(), [](const Shift& a, const Shift& b) { return a.place < b.place; });
    for (std::int64_t level = 0; level < levels_; ++level) shifts = keep_level(level, shifts);
    const bool top_changed =
        std::any_of(shifts.begin(), shifts.end(), [](const Shift& shift) { return shift.parts != 0; });
    if (top_changed) settle_top();
    return levels_;
  }

  static bool is_anew(RankChanges& changes) { return std::exchange(changes.anew_, false); }

 private:
  using Shift = RankChanges::Shift;

  // Gives what the level above has to take in, sorted as `shifts` are.
  std::vector<Shift> keep_level(std::int64_t level, const std::vector<Shift>& shifts) {
    std::vector<Shift> above;
    for (auto at = shifts.begin(); at != shifts.end();) {
      auto block = blocks_.holding(level, at->place);
      const auto until = std::next(at) == shifts.end() ? last_place() : blocks_.end(level, block.from);
      Shift change{.place = block.from};
      for (; at != shifts.end() && at->place < until; ++at) {
        block.parts += at->parts;
        change.came.add(at->came);
        change.left.add(at->left);
      }
      block.tally.add(change.came);
      block.tally.take(change.left);
      change.parts = write(level, block);
      above.push_back(std::move(change));
    }
    return above;
  }

  // Gives by how many blocks the level has more.
  std::int64_t write(std::int64_t level, const Block& block) {
    if (block.parts > 2 * usual_parts(level)) return cut(level, block);
    if (block.parts < usual_parts(level) / 4 && join(level, block)) return -1;
    blocks_.update(level, block);
    return 0;
  }

  std::int64_t cut(std::int64_t level, const Block& block) {
    std::int64_t more = -1;
    each_piece(level, {block.from, blocks_.end(level, block.from)}, block.parts, [&](const Block& piece) {
      if (++more == 0) {
        blocks_.update(level, piece);
      } else {
        blocks_.insert(level, piece);
      }
    });
    return more;
  }

  // Makes one of a block and a neighbour under the same parent, where they fit into one.
  bool join(std::int64_t level, const Block& block) {
    const auto family = family_of(level, block.from);
    const auto fits = [&](const std::optional<Block>& other) {
      return other && family.from <= other->from && other->from < family.until &&
             block.parts + other->parts <= 2 * usual_parts(level);
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
    if (level + 1 == levels_) return {};
    auto parent = blocks_.holding(level + 1, from).from;
    auto until = blocks_.end(level + 1, parent);
    return {.from = std::move(parent), .until = std::move(until)};
  }

  // Adds levels while the highest has too many blocks, and takes away those that say nothing.
  void settle_top() {
    auto count = blocks_.count(levels_ - 1);
    while (count > 2 * block_blocks) count = add_level(count);
    while (levels_ > 1 && count == 1) {
      blocks_.erase_level(--levels_);
      count = blocks_.count(levels_ - 1);
    }
  }

  // Gives how many blocks it has. `parts`: how many the level below has, or rows.
  std::int64_t add_level(std::int64_t parts) {
    std::int64_t made = 0;
    each_piece(levels_, {}, parts, [&](const Block& piece) {
      blocks_.insert(levels_, piece);
      ++made;
    });
    ++levels_;
    return made;
  }

  // Hands on blocks of that level, as even as can be, that cover the stretch, which has about that many parts.
  void each_piece(std::int64_t level, const Stretch& stretch, std::int64_t parts,
                  FunctionRef<void(const Block&)> take) {
    const auto pieces = std::max<std::int64_t>(1, parts / usual_parts(level));
    const auto size = (parts + pieces - 1) / pieces;
    Block piece{.from = stretch.from};
    const auto begin_at = [&](Place place) {
      take(piece);
      piece = {.from = std::move(place)};
    };
    if (level == 0) {
      Place last;  // no block may begin in the middle of one place
      walk_(stretch, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
        if (piece.parts >= size && (at != last.at || tie != last.tie)) begin_at({at, std::string(tie)});
        if (++piece.parts >= size) last = {at, std::string(tie)};
        piece.tally.add(kind, 1);
        return true;
      });
    } else {
      each_block(level - 1, stretch, [&](const Block& part) {
        if (piece.parts >= size) begin_at(part.from);
        ++piece.parts;
        piece.tally.add(part.tally);
      });
    }
    take(piece);
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
  std::int64_t levels_;
  Walk walk_;
};

void RankChanges::add(Place place, std::string_view kind, int by) {
  if (anew_) return;
  auto& shift = shifts_.emplace_back();
  shift.place = std::move(place);
  shift.parts = by;
  (by > 0 ? shift.came : shift.left).add(kind, 1);
}

void RankChanges::count_anew() {
  anew_ = true;
  shifts_.clear();
}

std::int64_t keep_ranks(Connection& db, RankList list, std::int64_t levels, std::int64_t rows,
                        RankChanges& changes, Walk walk) {
  const bool is_anew = RankKeeper::is_anew(changes) || levels == 0;
  RankKeeper keeper(db, list, levels, walk);
  const auto enough = is_anew ? 2 * block_rows : block_rows / 2;
  if (!is_anew && rows > enough) return keeper.keep(changes);
  changes = {};
  if (levels > 0) drop_ranks(db, list);
  return rows > enough ? keeper.build(rows) : 0;
}

void drop_ranks(Connection& db, RankList list) { RankBlocks(db, list).erase_all(); }

}  // namespace parley::sql
