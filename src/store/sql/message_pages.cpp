// Pages of messages whatever their conversation, sorted by (at, key): those of our numbers by their ranks, those of a few
// conversations by the ranks of each.

#include "store/conversations.h"
#include "store/sql/conversation_class.h"
#include "store/sql/held_messages.h"
#include "store/sql/listed_messages.h"
#include "store/sql/message_lists.h"
#include "store/sql/message_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/walks.h"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

using sql::Connection;
using sql::Place;
using sql::Query;
using sql::Ranked;
using sql::Stretch;

// Places alone, in an index; the marks wanted are bits of $7.
constexpr Query times_down{
    "SELECT at, key FROM message_time WHERE organization = $1 AND sender = $2 "
    "AND (at, key) >= ($3, $4) AND (at, key) < ($5, $6) AND ($7 >> mark) & 1 = 1 ORDER BY at DESC, key DESC LIMIT $8"};
constexpr Query times_up{
    "SELECT at, key FROM message_time WHERE organization = $1 AND sender = $2 "
    "AND (at, key) >= ($3, $4) AND (at, key) < ($5, $6) AND ($7 >> mark) & 1 = 1 ORDER BY at, key LIMIT $8"};
// The same with all that is told of each. $9: 1 with the contacts, 2 with the peers' spellings, 3 with both. The + 0 keeps
// SQLite from searching a message by the bounds of the page instead of by its time.
constexpr Query told_down{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, "
    "v.number, c.number, p.value, v.class FROM message_time t CROSS JOIN message m CROSS JOIN conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = CASE WHEN $9 & 2 = 2 THEN m.peer END "
    "WHERE t.organization = $1 AND t.sender = $2 AND (t.at, t.key) >= ($3, $4) AND (t.at, t.key) < ($5, $6) "
    "AND ($7 >> t.mark) & 1 = 1 AND m.organization = t.organization AND m.conversation = t.conversation "
    "AND m.at = t.at + 0 AND m.key = t.key AND v.organization = t.organization AND v.id = t.conversation "
    "ORDER BY t.at DESC, t.key DESC LIMIT $8"};
constexpr Query told_up{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, "
    "v.number, c.number, p.value, v.class FROM message_time t CROSS JOIN message m CROSS JOIN conversation v "
    "LEFT JOIN contact c ON c.organization = $1 AND c.id = CASE WHEN $9 & 1 = 1 THEN v.contact END "
    "LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = CASE WHEN $9 & 2 = 2 THEN m.peer END "
    "WHERE t.organization = $1 AND t.sender = $2 AND (t.at, t.key) >= ($3, $4) AND (t.at, t.key) < ($5, $6) "
    "AND ($7 >> t.mark) & 1 = 1 AND m.organization = t.organization AND m.conversation = t.conversation "
    "AND m.at = t.at + 0 AND m.key = t.key AND v.organization = t.organization AND v.id = t.conversation "
    "ORDER BY t.at, t.key LIMIT $8"};
// Of one conversation.
constexpr Query lines_down{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "AND ($7 >> (direction | (status << 1))) & 1 = 1 ORDER BY at DESC, wamid DESC LIMIT $8"};
constexpr Query lines_up{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "AND ($7 >> (direction | (status << 1))) & 1 = 1 ORDER BY at, wamid LIMIT $8"};
constexpr Query keys_of_moment{
    "SELECT key FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 "
    "AND ($4 >> (direction | (status << 1))) & 1 = 1"};
// A page by the ranks of the lists it is of.
class RankedMessages {
 public:
  using Sink = sql::HeldMessages::Sink;

  RankedMessages(Connection& db, const OrganizationMessages& query)
      : db_(db),
        query_(query),
        lists_(sql::message_lists(db, query)),
        marks_(sql::marks_asked(query)),
        times_(sql::times_asked(query)) {}
  RankedMessages(const RankedMessages&) = delete;  // it points into itself
  RankedMessages& operator=(const RankedMessages&) = delete;
  ~RankedMessages() = default;

  std::int64_t total() { return sql::rows_within(db_, lists_.ranked, times_, wanted_, walk_); }
  // The page's rows, sorted by (at, key); gives how many.
  std::int64_t hand_over(Sink sink) {
    return sql::is_narrow(query_) ? of_conversations(sink) : of_senders(sink);
  }

 private:
  // ── Of numbers of ours ──

  std::int64_t of_senders(Sink sink) {
    auto within = times_;
    if (query_.after) {
      const auto at = to_millis(query_.after->first);
      const auto key = query_.after->second.value;
      if (query_.descending) {
        within.until = std::min(within.until, Place{at, sql::number_tie(key)});
      } else {
        const auto next = std::min(key, std::numeric_limits<std::int64_t>::max() - 1) + 1;
        within.from = std::max(within.from, Place{at, sql::number_tie(next)});
      }
    }
    const auto rest =
        sql::skip_rows(db_, lists_.ranked, within, query_.offset, query_.descending, wanted_, walk_);
    if (!rest) return 0;
    const auto shares =
        lists_.ranked.size() == 1 ? std::vector{Share{0, *rest, query_.limit}} : shares_of(*rest);
    if (shares.size() == 1) return read_told(shares[0], sink);
    sql::HeldMessages page;
    const auto hold = [&](const MessageRow& row, const FoundMessage& found) { page.take(row, found); };
    for (const auto& share : shares) read_told(share, hold);
    return page.hand_over(query_.descending, 0, query_.limit, sink);
  }

  // Which rows of a list are on the page.
  struct Share {
    std::size_t list = 0;
    Stretch within;
    std::int64_t rows = 0;
  };

  // By the places of rows, which are read from an index alone.
  std::vector<Share> shares_of(const Stretch& rest) {
    struct Spot {
      Place place;
      std::size_t list = 0;
    };
    std::vector<Spot> spots;
    for (std::size_t i = 0; i < lists_.ranked.size(); ++i) {
      const auto& list = lists_.ranked[i];
      auto left = query_.limit;
      for (const auto& part : stretches(list, rest, query_.limit)) {
        auto rows = rows_between(query_.descending ? times_down : times_up, list, part, left);
        for (; rows.next(); --left) spots.push_back({{rows.integer(0), sql::number_tie(rows.integer(1))}, i});
      }
    }
    std::sort(spots.begin(), spots.end(), [this](const Spot& a, const Spot& b) {
      return query_.descending ? a.place > b.place : a.place < b.place;
    });
    if (std::ssize(spots) > query_.limit) spots.resize(static_cast<std::size_t>(query_.limit));
    std::vector<Share> shares;
    for (auto& spot : spots) {
      auto share = std::find_if(shares.begin(), shares.end(),
                                [&](const Share& each) { return each.list == spot.list; });
      if (share == shares.end()) share = shares.insert(share, {.list = spot.list, .within = rest});
      ++share->rows;
    }
    return shares;
  }

  std::int64_t read_told(const Share& share, Sink sink) {
    const auto& list = lists_.ranked[share.list];
    auto found = lists_.homes[share.list];
    const int with = (query_.contacts ? 1 : 0) | (query_.peers ? 2 : 0);
    std::int64_t count = 0;
    for (const auto& part : stretches(list, share.within, share.rows)) {
      auto rows = rows_between(query_.descending ? told_down : told_up, list, part, share.rows - count, with);
      for (; rows.next(); ++count) {
        found.conversation = rows.integer(11);
        found.contact = rows.integer(12);
        found.status = sql::Class{rows.integer(14)}.status();
        sink(sql::row_of(sql::fields_of(rows), lists_.phones[share.list], rows.text(13)), found);
      }
    }
    return count;
  }

  template <class... More>
  sql::Rows rows_between(const Query& query, const Ranked& list, const Stretch& part, std::int64_t limit,
                         More... more) {
    return db_.rows(query, query_.organization.value, -list.list.list, part.from.at,
                    sql::number_of_tie(part.from.tie), part.until.at, sql::number_of_tie(part.until.tie),
                    marks_, limit, more...);
  }

  // ── Of conversations ──

  // These are ranked by (at, wamid). So the page begins with all that is of the same millisecond as its first row, and
  // what comes before that one by its key is left out.
  std::int64_t of_conversations(Sink sink) {
    auto within = times_;
    std::int64_t skip = query_.offset;
    if (query_.after) {
      const auto at = to_millis(query_.after->first);
      if (query_.descending) within.until = std::min(within.until, Place{at + 1, ""});
      if (!query_.descending) within.from = std::max(within.from, Place{at, ""});
      skip += not_behind(at);
    }
    auto rest = sql::skip_rows(db_, lists_.ranked, within, skip, query_.descending, wanted_, walk_);
    if (!rest) return 0;
    if (skip > 0 && query_.descending) {
      rest->until = {rest->until.at + 1, ""};
      skip -= sql::rows_within(db_, lists_.ranked, {rest->until, within.until}, wanted_, walk_);
    } else if (skip > 0) {
      rest->from.tie.clear();
      skip -= sql::rows_within(db_, lists_.ranked, {within.from, rest->from}, wanted_, walk_);
    }
    sql::HeldMessages page;
    for (std::size_t i = 0; i < lists_.ranked.size(); ++i) hold_lines(i, *rest, skip + query_.limit, page);
    return page.hand_over(query_.descending, skip, query_.limit, sink);
  }

  // The first `most` lines of a conversation in that stretch, and what is of the same millisecond as the last.
  void hold_lines(std::size_t i, const Stretch& within, std::int64_t most, sql::HeldMessages& page) {
    const auto& list = lists_.ranked[i];
    std::int64_t count = 0, last_at = 0, of_last = 0;
    const auto read = [&](const Stretch& part, std::int64_t limit) {
      auto rows = db_.rows(query_.descending ? lines_down : lines_up, list.list.organization, list.list.list,
                           part.from.at, part.from.tie, part.until.at, part.until.tie, marks_, limit);
      for (; rows.next(); ++count) {
        const auto fields = sql::fields_of(rows);
        of_last = fields.at == last_at ? of_last + 1 : 1;
        last_at = fields.at;
        page.take(sql::row_of(fields, lists_.phones[i], spellings_), lists_.homes[i]);
      }
    };
    for (const auto& part : stretches(list, within, most)) read(part, most - count);
    if (count < most) return;
    page.drop_last(of_last);
    read({.from = {last_at, ""}, .until = {last_at + 1, ""}}, std::numeric_limits<std::int64_t>::max());
  }

  // How many lines of that millisecond are up to `after` in the order of the page.
  std::int64_t not_behind(std::int64_t at) {
    const auto key = query_.after->second.value;
    std::int64_t count = 0;
    if (at < times_.from.at || at >= times_.until.at) return count;
    for (const auto& list : lists_.ranked) {
      auto rows = db_.rows(keys_of_moment, list.list.organization, list.list.list, at, marks_);
      while (rows.next()) {
        const auto other = rows.integer(0);
        count += (query_.descending ? other >= key : other <= key) ? 1 : 0;
      }
    }
    return count;
  }

  std::vector<Stretch> stretches(const Ranked& list, const Stretch& within, std::int64_t rows) {
    return sql::stretches(db_, list, within, rows, query_.descending, wanted_);
  }

  struct Wanted {
    const RankedMessages& page;
    bool operator()(std::string_view kind) const { return (page.marks_ >> sql::mark_of_kind(kind) & 1) != 0; }
  };
  struct WalkLists {
    const RankedMessages& page;
    void operator()(std::size_t list, const Stretch& stretch, sql::WalkRow row) const {
      const auto& of = page.lists_.ranked[list].list;
      if (sql::is_narrow(page.query_)) {
        sql::message_walk(page.db_, of)(stretch, row);
      } else {
        sql::time_walk(page.db_, of)(stretch, row);
      }
    }
  };

  Connection& db_;
  const OrganizationMessages& query_;
  sql::MessageLists lists_;
  std::int64_t marks_;
  Stretch times_;
  sql::Spellings spellings_{db_, query_.organization.value, query_.peers};
  Wanted wanted_{*this};
  WalkLists walk_{*this};
};

template <class Source>
PageCount hand_over(const OrganizationMessages& query, Source source,
                    FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  PageCount page;
  if (query.counts) {
    page.total = source.total();
    if (query.offset >= page.total) return page;
  }
  page.count = source.hand_over(sink);
  return page;
}

}  // namespace

bool is_light(const OrganizationMessages& query) { return !query.list || sql::is_narrow(query); }

PageCount messages(const Reader& from, const OrganizationMessages& query,
                   FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  if (!is_light(query)) return hand_over(query, sql::ListedMessages(from.db, query), sink);
  return hand_over(query, RankedMessages(from.db, query), sink);
}

}  // namespace parley
