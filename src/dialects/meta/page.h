#pragma once
// Pages of a list that is walked by place, in both directions, newest first.

#include "base/json_writer.h"
#include "dialects/meta/query.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace parley::graph {

// What is behind a page, on either side.
struct Paging {
  std::optional<Place> before, after;  // nothing: there is nothing to ask for
};

// {"data":[…],"paging":{"cursors":{"before":…,"after":…},"next":null,"previous":null}}: opened, and closed behind the rows.
inline JsonWriter& open_page(JsonWriter& json) { return json.open('{').key("data").open('['); }
void close_page(JsonWriter& json, const Seal& seal, const Scope& scope, const Paging& paging);

template <class Row>
struct Rows {
  std::vector<Row> rows;  // newest first
  Paging paging;
};

// A page where some rows are not shown is filled up from those behind it, which cost a few milliseconds at most. Behind so
// many it ends early, with a cursor.
constexpr int most_rounds = 4;
constexpr std::int64_t rows_of_round = 500;

// Fills a page. `read` has the rows behind a place (or from the end on), descending or not, so many at most, each with its
// `place`; `is_shown` tells which of them are on the list, or that none behind this one is.
enum class Shown { yes, no, end };
template <class Row, class Read, class IsShown>
Rows<Row> gather(const Page& page, Read read, IsShown is_shown) {
  const bool descending = !page.before;
  auto behind = page.before ? page.before : page.after;
  Rows<Row> found;
  bool is_full = false, is_over = false;
  for (int round = 0; round < most_rounds && !is_full && !is_over; ++round) {
    const auto most = round == 0 ? page.limit + 1 : rows_of_round;
    std::vector<Row> rows = read(behind, descending, most);
    is_over = std::ssize(rows) < most;
    for (auto& row : rows) {
      const auto shown = is_shown(row);
      if (shown == Shown::end) is_over = true;
      if (shown == Shown::end) break;
      is_full = shown == Shown::yes && std::ssize(found.rows) == page.limit;
      if (is_full) break;
      behind = row.place;
      if (shown == Shown::yes) found.rows.push_back(std::move(row));
    }
  }
  if (!descending) std::reverse(found.rows.begin(), found.rows.end());
  if (!found.rows.empty()) found.paging.before = found.rows.front().place;
  if (descending) {
    if (!is_over || is_full) found.paging.after = behind;
  } else {
    if (!found.rows.empty()) found.paging.after = found.rows.back().place;
    if (!is_over || is_full) found.paging.before = behind;
  }
  return found;
}

}  // namespace parley::graph
