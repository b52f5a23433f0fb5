#include "store/moving/compare.h"

#include "store/moving/ahead.h"

namespace parley::moving {
namespace {

// How much one transaction changes.
constexpr std::size_t most_rows = 8'000;
constexpr std::size_t most_bytes = 4 << 20;

constexpr std::int64_t rows_between_looks = 1'000;

// What is to be done to the target, a transaction at a time.
class Changes {
 public:
  Changes(Target& target, const Table& table)
      : target_(target), table_(table), outdated_(table.keys), fresh_(table.columns.size()) {}

  void remove(const Row& row) {
    outdated_.append(row.rows, row.index);
    ++removed;
    flush_full();
  }
  void add(const Row& row) {
    fresh_.append(row.rows, row.index);
    ++written;
    flush_full();
  }
  void flush() {
    if (outdated_.empty() && fresh_.empty()) return;
    target_.apply(table_, outdated_, fresh_);
    outdated_.clear();
    fresh_.clear();
  }

  std::int64_t written = 0, removed = 0;

 private:
  void flush_full() {
    const bool is_full =
        outdated_.size() + fresh_.size() >= most_rows || outdated_.bytes() + fresh_.bytes() >= most_bytes;
    if (is_full) flush();
  }

  Target& target_;
  const Table& table_;
  Rows outdated_, fresh_;
};

}  // namespace

// A row is removed at its own key, and none is added but at its own: the target is never read behind a change of ours.
Compared compare(Source& source, Target& target, const Table& table,
                 const std::function<void(std::int64_t)>& looked_at) {
  Ahead here(source, table), there(target, table);
  Digest of_source, of_target;
  Changes changes(target, table);
  std::int64_t untold = 0;
  while (here.has_row() || there.has_row()) {
    const auto order = !here.has_row()    ? std::strong_ordering::greater
                       : !there.has_row() ? std::strong_ordering::less
                                          : compare_keys(table, here.row(), there.row());
    const bool is_here = order <= 0, is_there = order >= 0;
    const bool differs = !is_here || !is_there || !is_same(here.row(), there.row());
    if (is_there && differs) changes.remove(there.row());
    if (is_here && differs) changes.add(here.row());
    if (is_here) of_source.add(here.row());
    if (is_there) of_target.add(there.row());
    if (is_here) here.step();
    if (is_there) there.step();
    if (++untold < rows_between_looks) continue;
    looked_at(untold);
    untold = 0;
  }
  changes.flush();
  looked_at(untold);
  return {.table = {.name = table.name,
                    .rows = of_source.rows(),
                    .rows_there = of_target.rows(),
                    .hash = of_source.text(),
                    .hash_there = of_target.text()},
          .written = changes.written,
          .removed = changes.removed};
}

}  // namespace parley::moving
