#pragma once
// A page of a small list, which is walked to its place: from the nearer end, so that the last page costs what the first does.

#include "store/query.h"
#include "store/sql/connection.h"

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

namespace parley::sql {

struct PagePlace {
  std::int64_t total = 0;  // rows of the list
  bool descending = true;
  std::int64_t offset = 0, limit = 50;
};

// `read(descending, limit, offset)` gives Rows, `row_of(rows)` what one of them is; `sink` takes the page's in its order.
template <class Read, class RowOf, class Sink>
PageCount from_nearer_end(const PagePlace& page, const Read& read, const RowOf& row_of, const Sink& sink) {
  PageCount count{.total = page.total};
  const auto here = std::clamp<std::int64_t>(page.total - page.offset, 0, page.limit);
  const auto behind = std::max<std::int64_t>(page.total - page.offset - here, 0);
  if (behind >= page.offset) {
    auto rows = read(page.descending, page.limit, page.offset);
    for (; rows.next(); ++count.count) sink(row_of(rows));
    return count;
  }
  std::vector<decltype(row_of(std::declval<Rows&>()))> found;
  {
    auto rows = read(!page.descending, here, behind);
    while (rows.next()) found.push_back(row_of(rows));
  }
  for (const auto& row : found | std::views::reverse) sink(row);
  count.count = std::ssize(found);
  return count;
}

}  // namespace parley::sql
