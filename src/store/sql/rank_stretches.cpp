// Which parts of a list a page of some kinds is to be read from: block after block, and past long runs of blocks that
// have none of them along the levels above. The tail is one block more.

#include "store/sql/rank_blocks.h"
#include "store/sql/rank_find.h"

#include <algorithm>

namespace parley::sql {
namespace {

// So many blocks without a wanted row are looked at one by one.
constexpr std::int64_t patience = 16;

struct Counted {
  Stretch stretch;
  std::int64_t wanted = 0;
};

// What follows the last stretch without a gap makes it longer.
void add(std::vector<Stretch>& found, Stretch part, bool down) {
  if (found.empty() || (down ? part.until != found.back().from : part.from != found.back().until)) {
    found.push_back(std::move(part));
  } else if (down) {
    found.back().from = std::move(part.from);
  } else {
    found.back().until = std::move(part.until);
  }
}

class Gatherer {
 public:
  Gatherer(Connection& db, const Ranked& list, Stretch within, bool descending, WantedKind wanted)
      : blocks_(db, list.list),
        levels_(list.levels),
        within_(std::move(within)),
        down_(descending),
        wanted_(wanted) {}

  // Adds to what was found so far.
  void gather(std::int64_t rows, std::vector<Stretch>& found) {
    std::optional<Place> at = down_ ? within_.until : within_.from;
    bool is_first = true;
    while (at && rows > 0) {
      bool is_dry = true;
      const auto edge = look(0, *at, [&](const Counted& block) {
        if (block.wanted == 0) return true;
        is_dry = false;
        add(found,
            {.from = std::max(block.stretch.from, within_.from),
             .until = std::min(block.stretch.until, within_.until)},
            down_);
        // How many of its rows lie beyond the first place is not known.
        if (!is_first) rows -= block.wanted;
        is_first = false;
        return rows > 0;
      });
      is_first = false;
      at = edge && is_dry ? onward(1, *edge) : edge;
    }
  }

 private:
  // Hands on blocks in the direction, from the one that holds `at`, until it is told false or has shown enough. Gives
  // where the last one ends; nothing at the end of the stretch.
  std::optional<Place> look(std::int64_t level, const Place& at, FunctionRef<bool(const Counted&)> take) {
    return down_ ? look_down(level, at, take) : look_up(level, at, take);
  }

  std::optional<Place> look_down(std::int64_t level, const Place& at,
                                 FunctionRef<bool(const Counted&)> take) {
    auto rows = blocks_.down(level, {.from = first_place(), .until = at}, patience);
    Counted block{.stretch = {.from = at}};
    while (rows.next()) {
      block.stretch.until = std::move(block.stretch.from);
      block.stretch.from = {rows.integer(0), std::string(rows.text(1))};
      block.wanted = Tally::count(rows.text(3), wanted_);
      if (!take(block)) return std::nullopt;
      if (block.stretch.from <= within_.from) return std::nullopt;
    }
    return block.stretch.from;
  }

  std::optional<Place> look_up(std::int64_t level, const Place& at, FunctionRef<bool(const Counted&)> take) {
    auto rows = blocks_.up(level, {.from = blocks_.holding(level, at).from}, patience + 1);
    Counted block;
    for (std::int64_t seen = 0; rows.next(); ++seen) {
      block.stretch.until = {rows.integer(0), std::string(rows.text(1))};
      if (seen > 0 && (!take(block) || block.stretch.until >= within_.until)) return std::nullopt;
      if (seen == patience) return block.stretch.until;
      block.stretch.from = std::move(block.stretch.until);
      block.wanted = Tally::count(rows.text(3), wanted_);
    }
    block.stretch.until = last_place();
    take(block);
    return std::nullopt;
  }

  // The nearest place in the direction from which a block of that level has wanted rows.
  std::optional<Place> onward(std::int64_t level, Place at) {
    if (level >= levels_) return at;
    for (;;) {
      std::optional<Place> found;
      auto edge = look(level, at, [&](const Counted& block) {
        if (block.wanted == 0) return true;
        found = down_ ? std::min(block.stretch.until, at) : std::max(block.stretch.from, at);
        return false;
      });
      if (found || !edge) return found;
      auto further = onward(level + 1, *std::move(edge));
      if (!further) return std::nullopt;
      at = *std::move(further);
    }
  }

  RankBlocks blocks_;
  std::int64_t levels_;
  Stretch within_;
  bool down_;
  WantedKind wanted_;
};

}  // namespace

std::vector<Stretch> stretches(Connection& db, const Ranked& list, const Stretch& stretch, std::int64_t rows,
                               bool descending, WantedKind wanted) {
  if (stretch.from >= stretch.until || rows <= 0) return {};
  const auto any = [](std::string_view) { return true; };
  const auto of_them = Tally::count(list.tally, wanted);
  if (of_them == 0) return {};
  if (list.levels == 0 || of_them == Tally::count(list.tally, any)) return {stretch};

  std::vector<Stretch> found;
  const auto tail = tail_of(list);
  Stretch below{.from = stretch.from, .until = std::min(stretch.until, tail.from)};
  Stretch above{.from = std::max(stretch.from, tail.from), .until = stretch.until};
  const auto in_tail = above.from < above.until ? Tally::count(tail.tally, wanted) : 0;
  // How many of them lie before an end within the tail is not known.
  if (descending && above.until == last_place()) rows -= in_tail;
  if (descending && in_tail > 0) add(found, above, true);
  if (below.from < below.until) Gatherer(db, list, std::move(below), descending, wanted).gather(rows, found);
  if (!descending && in_tail > 0) add(found, std::move(above), false);
  return found;
}

}  // namespace parley::sql
