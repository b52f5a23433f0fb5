// What a number sent, counted: days by its rank, else by looking at every message of the times asked for.

#include "store/reports.h"
#include "store/sql/answers.h"
#include "store/sql/packed.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/sent_filter.h"

#include <algorithm>
#include <map>
#include <utility>

namespace parley {
namespace {

using sql::Connection;
using sql::Query;
using sql::Stretch;

// As walked_down of report_pages.cpp.
constexpr Query by_source{
    "SELECT t.mark, m.flags & 16384, count(*) FROM message_time t CROSS JOIN message m "
    "WHERE t.organization = $1 AND t.sender = $2 AND t.at >= $3 AND t.at < $4 AND ($5 >> t.mark) & 1 = 1 "
    "AND m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at + 0 AND m.key = t.key "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8) "
    "GROUP BY t.mark, m.flags & 16384"};
constexpr Query by_template{
    "SELECT t.mark, m.text, count(*) FROM message_time t CROSS JOIN message m "
    "WHERE t.organization = $1 AND t.sender = $2 AND t.at >= $3 AND t.at < $4 AND ($5 >> t.mark) & 1 = 1 "
    "AND m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at + 0 AND m.key = t.key "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) AND m.type = 'template' AND m.text <> '' "
    "AND ($7 = '' OR m.text = $7) AND ($8 < 0 OR (m.flags & 16384) = $8) GROUP BY t.mark, m.text"};
constexpr Query by_day{
    "SELECT t.mark, t.at / 86400000, count(*) FROM message_time t CROSS JOIN message m "
    "WHERE t.organization = $1 AND t.sender = $2 AND t.at >= $3 AND t.at < $4 AND ($5 >> t.mark) & 1 = 1 "
    "AND m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at + 0 AND m.key = t.key "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8) "
    "GROUP BY t.mark, t.at / 86400000"};
constexpr Query first_from{
    "SELECT at FROM message_time WHERE organization = $1 AND sender = $2 AND at >= $3 AND at < $4 "
    "ORDER BY at, key LIMIT 1"};
constexpr Query failed_down{
    "SELECT m.cold, m.type, m.text, m.flags FROM message_time t CROSS JOIN message m "
    "WHERE t.organization = $1 AND t.sender = $2 AND (t.at, t.key) >= ($3, $4) AND (t.at, t.key) < ($5, $6) "
    "AND ($7 >> t.mark) & 1 = 1 AND m.organization = t.organization AND m.conversation = t.conversation "
    "AND m.at = t.at + 0 AND m.key = t.key AND ($8 = '' OR instr($8, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($9 = '' OR (m.type = 'template' AND m.text = $9)) AND ($10 < 0 OR (m.flags & 16384) = $10) "
    "ORDER BY t.at DESC, t.key DESC"};
constexpr Query reported_words{
    "SELECT word, min(at) FROM message_status WHERE organization = $1 AND key = $2 GROUP BY word"};

constexpr std::int64_t day = 86'400'000;

MessageStatus status_of_mark(std::int64_t mark) { return static_cast<MessageStatus>(mark >> 1); }

// Calls `take(mark, rows)` with each group of such a statement; the group's name is in column 1, its rows in column 2.
template <class Take>
void each_group(Connection& db, const Query& query, const SentFilter& filter, const Take& take) {
  const auto times = sql::sent_times(filter);
  auto rows = db.rows(query, filter.organization.value, filter.sender.value, times.from.at, times.until.at,
                      sql::sent_marks(filter.status), sql::packed_types(filter.types), filter.template_name,
                      sql::sent_flag(filter.by));
  while (rows.next()) take(rows.integer(0), rows);
}

std::vector<CountsOfDay> walked_days(Connection& db, const SentFilter& filter) {
  std::map<std::int64_t, StatusCounts> counted;
  each_group(db, by_day, filter, [&](std::int64_t mark, sql::Rows& rows) {
    counted[rows.integer(1)][status_of_mark(mark)] += rows.integer(2);
  });
  std::vector<CountsOfDay> all;
  for (const auto& [number, counts] : counted) all.push_back({from_millis(number * day), counts});
  return all;
}

std::vector<CountsOfDay> ranked_days(Connection& db, const SentFilter& filter) {
  const auto organization = filter.organization.value;
  const auto list = sql::ranked_list(db, sql::messages_of_sender(organization, filter.sender.value));
  const auto marks = sql::sent_marks(filter.status);
  const auto times = sql::sent_times(filter);
  const auto walk = sql::time_walk(db, list.list);
  const auto next_at = [&](std::int64_t from) -> std::optional<std::int64_t> {
    auto rows = db.rows(first_from, organization, filter.sender.value, from, times.until.at);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
  };
  std::vector<CountsOfDay> all;
  for (auto at = next_at(times.from.at); at;) {
    const auto begin = *at / day * day;
    const Stretch of_day{.from = {std::max(begin, times.from.at), ""},
                         .until = {std::min(begin + day, times.until.at), ""}};
    CountsOfDay counted{.day = from_millis(begin), .counts = {}};
    const auto tally = tally_within(db, list, of_day, walk);
    for (const auto& [kind, rows] : tally.entries()) {
      const auto mark = sql::mark_of_kind(kind);
      if ((marks >> mark & 1) != 0) counted.counts[status_of_mark(mark)] += rows;
    }
    if (counted.counts.total() > 0) all.push_back(counted);
    at = next_at(begin + day);
  }
  return all;
}

}  // namespace

CountsBySource counts_by_source(const Reader& from, const SentFilter& filter) {
  CountsBySource counts;
  each_group(from.db, by_source, filter, [&](std::int64_t mark, sql::Rows& rows) {
    auto& of = sql::sent_by(rows.integer(1)) == SentBy::us ? counts.us : counts.others;
    of[status_of_mark(mark)] += rows.integer(2);
  });
  return counts;
}

std::vector<CountsOfTemplate> counts_by_template(const Reader& from, const SentFilter& filter) {
  std::map<std::string, StatusCounts, std::less<>> counted;
  each_group(from.db, by_template, filter, [&](std::int64_t mark, sql::Rows& rows) {
    counted[std::string(rows.text(1))][status_of_mark(mark)] += rows.integer(2);
  });
  std::vector<CountsOfTemplate> all;
  for (const auto& [name, counts] : counted) all.push_back({name, counts});
  return all;
}

std::vector<CountsOfDay> counts_by_day(const Reader& from, const SentFilter& filter) {
  const bool is_ranked = filter.types.empty() && filter.template_name.empty() && !filter.by;
  return is_ranked ? ranked_days(from.db, filter) : walked_days(from.db, filter);
}

// Only the stretches are looked at in which something failed.
void failures(const Reader& from, const SentFilter& filter, FailureSink sink) {
  constexpr std::int64_t all_of_them = std::int64_t{1} << 40;
  const auto organization = filter.organization.value;
  const auto list = sql::ranked_list(from.db, sql::messages_of_sender(organization, filter.sender.value));
  const auto marks = sql::sent_marks({MessageStatus::failed});
  const auto is_failed = [marks](std::string_view kind) {
    return (marks >> sql::mark_of_kind(kind) & 1) != 0;
  };
  const auto types = sql::packed_types(filter.types);
  for (const auto& part : stretches(from.db, list, sql::sent_times(filter), all_of_them, true, is_failed)) {
    auto rows =
        from.db.rows(failed_down, organization, filter.sender.value, part.from.at,
                     sql::number_of_tie(part.from.tie), part.until.at, sql::number_of_tie(part.until.tie),
                     marks, types, filter.template_name, sql::sent_flag(filter.by));
    while (rows.next()) {
      const auto cold = rows.text(0);
      auto errors = sql::packed_text(cold, sql::Cold::status_errors);
      if (errors.empty()) errors = sql::packed_text(cold, sql::Cold::errors);
      sink(errors, rows.text(1) == "template" ? rows.text(2) : std::string_view(),
           sql::sent_by(rows.integer(3)));
    }
  }
}

std::vector<ReportedStatus> reported_statuses(const Reader& from, OrganizationId organization,
                                              MessageKey message) {
  std::vector<ReportedStatus> all;
  auto rows = from.db.rows(reported_words, organization.value, message.value);
  while (rows.next()) all.push_back({std::string(rows.text(0)), from_millis(rows.integer(1))});
  // Meta's times are of whole seconds: of one second the lesser status came first.
  const auto rank = [](const ReportedStatus& one) {
    constexpr std::string_view order[] = {"sent", "delivered", "read", "played"};
    return std::pair(one.at, std::ranges::find(order, one.word) - std::begin(order));
  };
  std::ranges::sort(all, [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return all;
}

}  // namespace parley
