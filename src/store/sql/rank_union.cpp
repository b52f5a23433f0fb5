// The blocks of one list say exactly how many rows lie before each of their beginnings. In another list that place falls
// within a block, so there it is known but for the rows of that block. What is surely before the row that is looked for,
// and surely behind it, is left out; the largest blocks of what stays are taken apart, until they are of rows.

#include "store/sql/rank_union.h"

#include "store/sql/rank_blocks.h"

#include <algorithm>
#include <stdexcept>

namespace parley::sql {
namespace {

struct Piece {
  Place from;
  std::int64_t before = 0;  // wanted rows of its list before it
  std::int64_t rows = 0;    // wanted ones in it
};

// What is left of one list: it holds all of the list's rows between the places that are left.
struct Window {
  // Of the blocks that the pieces are, but for the tail, which is of rows: what n levels count is one piece at first.
  std::int64_t level = 0;
  std::vector<Piece> pieces;  // upwards, never none
  Place until = last_place();
  Place tail;

  // The piece that a place belongs to.
  [[nodiscard]] std::vector<Piece>::const_iterator at(const Place& place) const {
    const auto above = std::upper_bound(pieces.begin(), pieces.end(), place,
                                        [](const Place& p, const Piece& piece) { return p < piece.from; });
    return above == pieces.begin() ? above : above - 1;
  }
  [[nodiscard]] bool is_taken_apart() const { return level == 0 || pieces.front().from >= tail; }
  [[nodiscard]] std::int64_t largest() const {
    std::int64_t rows = 0;
    for (const auto& piece : pieces) {
      if (piece.from < tail) rows = std::max(rows, piece.rows);
    }
    return rows;
  }
};

class Union {
 public:
  Union(Connection& db, std::span<const Ranked> lists, WantedKind wanted, WalkOf walk)
      : db_(db), lists_(lists), wanted_(wanted), walk_(walk) {
    for (const auto& list : lists_) {
      auto tail = tail_of(list);
      const auto in_tail = Tally::count(tail.tally, wanted);
      const auto in_blocks = Tally::count(list.tally, wanted) - in_tail;
      Window window{.level = list.levels, .pieces = {}, .tail = tail.from};
      if (list.levels > 0) window.pieces.push_back({first_place(), 0, in_blocks});
      window.pieces.push_back({std::move(tail.from), in_blocks, in_tail});
      windows_.push_back(std::move(window));
    }
  }

  std::optional<Place> nth(std::int64_t index) {
    while (take_apart()) narrow(index);
    return among_rows(index);
  }

 private:
  // Takes apart the windows with the largest blocks; false where all are of rows already.
  bool take_apart() {
    std::int64_t largest = -1;
    for (const auto& window : windows_) {
      if (!window.is_taken_apart()) largest = std::max(largest, window.largest());
    }
    if (largest < 0) return false;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      if (!windows_[i].is_taken_apart() && windows_[i].largest() * 2 >= largest) take_apart(i);
    }
    return true;
  }

  void take_apart(std::size_t i) {
    auto& window = windows_[i];
    std::optional<Piece> tail;
    if (window.pieces.back().from == window.tail) tail = std::move(window.pieces.back());
    auto before = window.pieces.front().before;
    const Stretch stretch{.from = std::move(window.pieces.front().from),
                          .until = std::min(window.until, window.tail)};
    window.pieces.clear();
    auto rows = RankBlocks(db_, lists_[i].list).up(--window.level, stretch);
    while (rows.next()) {
      const auto here = Tally::count(rows.text(3), wanted_);
      window.pieces.push_back({{rows.integer(0), std::string(rows.text(1))}, before, here});
      before += here;
    }
    if (window.pieces.empty()) throw std::runtime_error("a list has lost its first block");
    if (tail) window.pieces.push_back(*std::move(tail));
  }

  // How many wanted rows lie before a place, at most and at least.
  [[nodiscard]] std::int64_t most_before(const Place& place) const {
    std::int64_t sum = 0;
    for (const auto& window : windows_) {
      const auto piece = window.at(place);
      sum += piece->before + (place > piece->from ? piece->rows : 0);
    }
    return sum;
  }
  [[nodiscard]] std::int64_t least_before(const Place& place) const {
    std::int64_t sum = 0;
    for (const auto& window : windows_) sum += window.at(place)->before;
    return sum;
  }

  void narrow(std::int64_t index) {
    std::vector<Place> edges;
    for (const auto& window : windows_) {
      for (const auto& piece : window.pieces) {
        if (left_.from < piece.from && piece.from < left_.until) edges.push_back(piece.from);
      }
    }
    std::sort(edges.begin(), edges.end());
    // Both counts grow along the way.
    const auto not_before = std::partition_point(
        edges.begin(), edges.end(), [&](const Place& edge) { return most_before(edge) <= index; });
    const auto behind = std::partition_point(not_before, edges.end(),
                                             [&](const Place& edge) { return least_before(edge) <= index; });
    if (behind != edges.end()) left_.until = *behind;
    if (not_before != edges.begin()) left_.from = *(not_before - 1);
    for (auto& window : windows_) trim(window);
  }

  void trim(Window& window) const {
    const auto behind = std::lower_bound(window.pieces.begin(), window.pieces.end(), left_.until,
                                         [](const Piece& piece, const Place& p) { return piece.from < p; });
    if (behind != window.pieces.end() && behind != window.pieces.begin()) {
      window.until = behind->from;
      window.pieces.erase(behind, window.pieces.end());
    }
    window.pieces.erase(window.pieces.begin(), window.at(left_.from));
  }

  std::optional<Place> among_rows(std::int64_t index) const {
    std::vector<Place> places;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      const auto& window = windows_[i];
      index -= window.pieces.front().before;
      walk_(i, {.from = window.pieces.front().from, .until = std::min(window.until, left_.until)},
            [&](std::int64_t at, std::string_view tie, std::string_view kind) {
              if (wanted_(kind)) places.push_back({at, std::string(tie)});
              return true;
            });
    }
    if (index < 0 || index >= std::ssize(places)) return std::nullopt;
    const auto nth = places.begin() + index;
    std::nth_element(places.begin(), nth, places.end());
    return *nth;
  }

  Connection& db_;
  std::span<const Ranked> lists_;
  WantedKind wanted_;
  WalkOf walk_;
  std::vector<Window> windows_;
  Stretch left_;
};

}  // namespace

std::optional<Place> nth_of_union(Connection& db, std::span<const Ranked> lists, std::int64_t index,
                                  WantedKind wanted, WalkOf walk) {
  if (index < 0 || index >= count_rows(lists, wanted)) return std::nullopt;
  return Union(db, lists, wanted, walk).nth(index);
}

}  // namespace parley::sql
