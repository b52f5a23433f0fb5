// Pages of messages whatever their conversation, sorted by (at, key): those of our numbers by their ranks, those of a few
// conversations by the ranks of each.

#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/listed_messages.h"
#include "store/sql/message_lookup.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/walks.h"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

using sql::Connection;
using sql::MessageSpot;
using sql::Place;
using sql::Query;
using sql::Ranked;
using sql::Stretch;

// The marks wanted are bits of $7.
constexpr Query times_down{
    "SELECT at, key, conversation FROM message_time WHERE organization = $1 AND sender = $2 "
    "AND (at, key) >= ($3, $4) AND (at, key) < ($5, $6) AND ($7 >> mark) & 1 = 1 ORDER BY at DESC, key DESC LIMIT $8"};
constexpr Query times_up{
    "SELECT at, key, conversation FROM message_time WHERE organization = $1 AND sender = $2 "
    "AND (at, key) >= ($3, $4) AND (at, key) < ($5, $6) AND ($7 >> mark) & 1 = 1 ORDER BY at, key LIMIT $8"};
constexpr Query lines_down{
    "SELECT at, key, conversation FROM message WHERE organization = $1 AND conversation = $2 "
    "AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) AND ($7 >> (direction | (status << 1))) & 1 = 1 "
    "ORDER BY at DESC, wamid DESC LIMIT $8"};
constexpr Query lines_up{
    "SELECT at, key, conversation FROM message WHERE organization = $1 AND conversation = $2 "
    "AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) AND ($7 >> (direction | (status << 1))) & 1 = 1 "
    "ORDER BY at, wamid LIMIT $8"};
constexpr Query levels_of{
    "SELECT levels, tally, sender, tail FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query contact_of_number{
    "SELECT contact FROM contact_alias WHERE organization = $1 AND number = $2"};
constexpr Query conversations_of_contact{
    "SELECT id, sender FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query contact_of_conversation{
    "SELECT contact FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query is_member{
    "SELECT 1 FROM contact_list_member WHERE organization = $1 AND list = $2 AND contact = $3"};

bool is_narrow(const OrganizationMessages& query) { return query.conversation || query.contact; }

// Of a contact, of one conversation, or of both at once.
std::vector<Ranked> lists_of_conversations(Connection& db, const OrganizationMessages& query) {
  const auto organization = query.organization.value;
  std::vector<std::int64_t> ids;
  std::optional<std::int64_t> contact;
  if (query.contact) contact = sql::first_integer(db, contact_of_number, organization, *query.contact);
  if (query.conversation) {
    const auto id = sql::id_of_number(db, organization, *query.conversation);
    const auto of = sql::first_integer(db, contact_of_conversation, organization, id);
    if (id != 0 && contact.value_or(of) == of) ids.push_back(id);
  } else {
    auto rows = db.rows(conversations_of_contact, organization, *contact);
    while (rows.next()) ids.push_back(rows.integer(0));
  }
  std::vector<Ranked> lists;
  for (const auto id : ids) {
    auto rows = db.rows(levels_of, organization, id);
    if (!rows.next() || !sql::is_asked(query, rows.integer(2))) continue;
    lists.push_back({.list = sql::messages_of(organization, id),
                     .levels = rows.integer(0),
                     .tally = std::string(rows.text(1)),
                     .tail = std::string(rows.text(3))});
  }
  std::erase_if(lists, [&](const Ranked& list) {
    if (!query.list) return false;
    const auto of = sql::first_integer(db, contact_of_conversation, organization, list.list.list);
    return !sql::exists(db, is_member, organization, query.list->value, of);
  });
  return lists;
}

std::vector<Ranked> lists_of_senders(Connection& db, const OrganizationMessages& query) {
  std::vector<Ranked> lists;
  for (const auto sender : sql::senders_asked(db, query)) {
    lists.push_back(sql::ranked_list(db, sql::messages_of_sender(query.organization.value, sender)));
  }
  return lists;
}

Stretch times_asked(const OrganizationMessages& query) {
  Stretch times;
  if (query.from) times.from = {to_millis(*query.from) + 1, ""};
  if (query.until) times.until = {to_millis(*query.until), ""};
  return times;
}

// A page by the ranks of the lists it is of.
class RankedMessages {
 public:
  RankedMessages(Connection& db, const OrganizationMessages& query)
      : db_(db),
        query_(query),
        lists_(is_narrow(query) ? lists_of_conversations(db, query) : lists_of_senders(db, query)),
        marks_(sql::marks_asked(query)),
        times_(times_asked(query)) {}
  RankedMessages(const RankedMessages&) = delete;  // it points into itself
  RankedMessages& operator=(const RankedMessages&) = delete;
  ~RankedMessages() = default;

  std::int64_t total() { return sql::rows_within(db_, lists_, times_, wanted_, walk_); }
  std::vector<MessageSpot> spots() { return is_narrow(query_) ? of_conversations() : of_senders(); }

 private:
  // Sorted by (at, key) as the page is.
  std::vector<MessageSpot> of_senders() {
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
    const auto rest = sql::skip_rows(db_, lists_, within, query_.offset, query_.descending, wanted_, walk_);
    std::vector<MessageSpot> spots;
    if (!rest) return spots;
    for (const auto& list : lists_) {
      const auto enough = std::ssize(spots) + query_.limit;
      for (const auto& part : stretches(list, *rest, query_.limit)) {
        auto rows = db_.rows(query_.descending ? times_down : times_up, query_.organization.value,
                             -list.list.list, part.from.at, sql::number_of_tie(part.from.tie), part.until.at,
                             sql::number_of_tie(part.until.tie), marks_, enough - std::ssize(spots));
        while (rows.next()) spots.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
      }
    }
    return cut(std::move(spots), 0);
  }

  // Conversations are ranked by (at, wamid). So the page begins with all that is of the same millisecond as its first
  // row, and what comes before that one by its key is left out.
  std::vector<MessageSpot> of_conversations() {
    auto within = times_;
    std::int64_t skip = query_.offset;
    if (query_.after) {
      const auto at = to_millis(query_.after->first);
      if (query_.descending) within.until = std::min(within.until, Place{at + 1, ""});
      if (!query_.descending) within.from = std::max(within.from, Place{at, ""});
      skip += not_behind(at);
    }
    auto rest = sql::skip_rows(db_, lists_, within, skip, query_.descending, wanted_, walk_);
    if (!rest) return {};
    if (skip > 0 && query_.descending) {
      rest->until = {rest->until.at + 1, ""};
      skip -= sql::rows_within(db_, lists_, {rest->until, within.until}, wanted_, walk_);
    } else if (skip > 0) {
      rest->from.tie.clear();
      skip -= sql::rows_within(db_, lists_, {within.from, rest->from}, wanted_, walk_);
    }
    std::vector<MessageSpot> spots;
    for (const auto& list : lists_) add_lines(list, *rest, skip + query_.limit, spots);
    return cut(std::move(spots), skip);
  }

  // The first `most` lines of a conversation in that stretch, and what is of the same millisecond as the last.
  void add_lines(const Ranked& list, const Stretch& within, std::int64_t most,
                 std::vector<MessageSpot>& spots) {
    const auto& lines = query_.descending ? lines_down : lines_up;
    const auto read = [&](const Stretch& part, std::int64_t limit) {
      auto rows = db_.rows(lines, list.list.organization, list.list.list, part.from.at, part.from.tie,
                           part.until.at, part.until.tie, marks_, limit);
      std::int64_t count = 0;
      for (; rows.next(); ++count) spots.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
      return count;
    };
    std::int64_t count = 0;
    for (const auto& part : stretches(list, within, most)) count += read(part, most - count);
    if (count < most) return;
    const auto at = spots.back().at;
    std::erase_if(
        spots, [&](const MessageSpot& spot) { return spot.at == at && spot.conversation == list.list.list; });
    read({.from = {at, ""}, .until = {at + 1, ""}}, std::numeric_limits<std::int64_t>::max());
  }

  // How many lines of that millisecond are up to `after` in the order of the page.
  std::int64_t not_behind(std::int64_t at) {
    const auto key = query_.after->second.value;
    const Stretch same{.from = {at, ""}, .until = {at + 1, ""}};
    std::int64_t count = 0;
    if (same.from < times_.from || times_.until < same.until) return count;
    for (const auto& list : lists_) {
      auto rows = db_.rows(lines_up, list.list.organization, list.list.list, same.from.at, same.from.tie,
                           same.until.at, same.until.tie, marks_, std::numeric_limits<std::int64_t>::max());
      while (rows.next()) {
        const auto other = rows.integer(1);
        count += (query_.descending ? other >= key : other <= key) ? 1 : 0;
      }
    }
    return count;
  }

  std::vector<MessageSpot> cut(std::vector<MessageSpot> spots, std::int64_t skip) const {
    std::sort(spots.begin(), spots.end(), [this](const MessageSpot& a, const MessageSpot& b) {
      return query_.descending ? a.place() > b.place() : a.place() < b.place();
    });
    spots.erase(spots.begin(), spots.begin() + std::min(skip, std::ssize(spots)));
    if (std::ssize(spots) > query_.limit) spots.resize(static_cast<std::size_t>(query_.limit));
    return spots;
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
      const auto& of = page.lists_[list].list;
      if (is_narrow(page.query_)) {
        sql::message_walk(page.db_, of)(stretch, row);
      } else {
        sql::time_walk(page.db_, of)(stretch, row);
      }
    }
  };

  Connection& db_;
  const OrganizationMessages& query_;
  std::vector<Ranked> lists_;
  std::int64_t marks_;
  Stretch times_;
  Wanted wanted_{*this};
  WalkLists walk_{*this};
};

template <class Source>
PageCount hand_over(const Reader& from, const OrganizationMessages& query, Source& source,
                    FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  PageCount page;
  if (query.counts) {
    page.total = source.total();
    if (query.offset >= page.total) return page;
  }
  for (const auto& spot : source.spots()) {
    page.count += sql::hand_over_message(from.db, query.organization.value, spot, sink) ? 1 : 0;
  }
  return page;
}

}  // namespace

bool is_light(const OrganizationMessages& query) { return !query.list || is_narrow(query); }

PageCount messages(const Reader& from, const OrganizationMessages& query,
                   FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  if (!is_light(query)) {
    sql::ListedMessages listed(from.db, query);
    return hand_over(from, query, listed, sink);
  }
  RankedMessages page(from.db, query);
  return hand_over(from, query, page, sink);
}

}  // namespace parley
