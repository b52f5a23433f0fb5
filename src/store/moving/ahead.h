#pragma once
// The rows of a table in the order of its key. While some are looked at, a thread reads the next.

#include "store/moving/side.h"

#include <future>
#include <optional>
#include <utility>

namespace parley::moving {

class Ahead {
 public:
  // Nobody else may read from `side` meanwhile.
  Ahead(Side& side, const Table& table)
      : side_(side), table_(table), chunk_{.rows = Rows(table.columns.size())} {
    read_on(nullptr);
    take();
  }

  // Whether there is a row; waits for it.
  [[nodiscard]] bool has_row() const { return at_ < chunk_.rows.size(); }
  [[nodiscard]] Row row() const { return {chunk_.rows, at_}; }
  void step() {
    if (++at_ >= chunk_.rows.size() && !chunk_.is_last) take();
  }

 private:
  void take() {
    chunk_ = next_.get();
    at_ = 0;
    if (chunk_.is_last || chunk_.rows.empty()) return;
    Rows key(table_.keys);
    key.append(chunk_.rows, chunk_.rows.size() - 1);
    read_on(&key);
  }
  void read_on(const Rows* after) {
    const auto read = [this, key = after ? std::optional(*after) : std::nullopt] {
      return side_.read(table_, key ? &*key : nullptr);
    };
    next_ = std::async(std::launch::async, read);
  }

  Side& side_;
  const Table& table_;
  Chunk chunk_;
  std::size_t at_ = 0;
  std::future<Chunk> next_;  // last: it waits for the thread, which uses all above
};

}  // namespace parley::moving
