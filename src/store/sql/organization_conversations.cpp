// Conversations across an organization's numbers.

#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/condition.h"
#include "store/sql/conversation_class.h"
#include "store/sql/held_conversations.h"
#include "store/sql/message_key.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/senders.h"
#include "store/sql/walks.h"
#include "store/sql/whole_conversations.h"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

using sql::Class;
using sql::Connection;
using sql::Place;
using sql::Query;
using sql::Ranked;
using sql::Rows;
using sql::Stretch;

constexpr Query keys_down{
    "SELECT last_at, number, id FROM conversation WHERE organization = $1 AND sender = $2 "
    "AND (last_at, number) >= ($3, $4) AND (last_at, number) < ($5, $6) AND ($7 >> class) & 1 = 1 "
    "ORDER BY last_at DESC, number DESC LIMIT $8"};
constexpr Query keys_up{
    "SELECT last_at, number, id FROM conversation WHERE organization = $1 AND sender = $2 "
    "AND (last_at, number) >= ($3, $4) AND (last_at, number) < ($5, $6) AND ($7 >> class) & 1 = 1 "
    "ORDER BY last_at, number LIMIT $8"};
constexpr Query contact_of_number{
    "SELECT contact FROM contact_alias WHERE organization = $1 AND number = $2"};
constexpr Query keys_of_contact{
    "SELECT last_at, number, id, class, sender FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query key_of_id{
    "SELECT last_at, number, id, class, sender FROM conversation WHERE organization = $1 AND id = $2"};

// 0: there is no such message.
std::int64_t conversation_of(sql::Connection& db, std::int64_t organization, MessageKey message) {
  const auto place = sql::place_of_key(db, organization, message.value);
  return place ? place->conversation : 0;
}

struct Key {
  std::int64_t last_at = 0, number = 0, id = 0;
  std::size_t list = 0;  // of the lists that are ranked
  [[nodiscard]] auto place() const { return std::pair(last_at, number); }
};

std::int64_t classes_of(const std::vector<ConversationStatus>& status) {
  std::int64_t bits = 0;
  for (std::int64_t c = 0; c < Class::count; ++c) {
    const auto of = Class{c}.status();
    const bool is_wanted = status.empty() ? of != ConversationStatus::deleted
                                          : std::find(status.begin(), status.end(), of) != status.end();
    if (is_wanted) bits |= std::int64_t{1} << c;
  }
  return bits;
}

bool is_wanted(const OrganizationConversations& query, SenderId sender) {
  return query.senders.empty() ||
         std::find(query.senders.begin(), query.senders.end(), sender) != query.senders.end();
}

std::vector<Sender> senders_of(Connection& db, const OrganizationConversations& query) {
  auto senders = sql::read_senders(db, query.organization);
  std::erase_if(senders, [&](const Sender& sender) { return !is_wanted(query, sender.id); });
  return senders;
}

void sort(std::vector<Key>& keys, bool descending) {
  std::sort(keys.begin(), keys.end(), [descending](const Key& a, const Key& b) {
    return descending ? a.place() > b.place() : a.place() < b.place();
  });
}

// The page of a set that is small enough to be held: the conversations of one contact.
std::vector<Key> cut(std::vector<Key> keys, const OrganizationConversations& query) {
  sort(keys, query.descending);
  if (query.after) {
    const auto after = std::pair(query.after->last_at, query.after->number);
    std::erase_if(
        keys, [&](const Key& key) { return query.descending ? key.place() >= after : key.place() <= after; });
  }
  keys.erase(keys.begin(), keys.begin() + std::min(query.offset, std::ssize(keys)));
  if (std::ssize(keys) > query.limit) keys.resize(static_cast<std::size_t>(query.limit));
  return keys;
}

std::vector<Key> small_set(Connection& db, const OrganizationConversations& query) {
  const auto organization = query.organization.value;
  const auto bits = classes_of(query.status);
  std::vector<Key> keys;
  const auto take = [&](Rows rows) {
    while (rows.next()) {
      if ((bits >> rows.integer(3) & 1) == 0 || !is_wanted(query, {rows.integer(4)})) continue;
      keys.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    }
  };
  std::optional<std::int64_t> contact, conversation;
  if (query.contact) contact = sql::first_integer(db, contact_of_number, organization, *query.contact);
  if (query.message) conversation = conversation_of(db, organization, *query.message);
  if (contact) {
    take(db.rows(keys_of_contact, organization, *contact));
    if (conversation) std::erase_if(keys, [&](const Key& key) { return key.id != *conversation; });
  } else if (conversation) {
    take(db.rows(key_of_id, organization, *conversation));
  }
  return keys;
}

// What lies behind `after` in the order of the page.
Stretch behind(const OrganizationConversations& query) {
  if (!query.after) return {};
  const auto [at, number] = *query.after;
  if (query.descending) return {.until = {at, sql::number_tie(number)}};
  return {.from = {at, sql::number_tie(number + 1)}};
}

// The page of the conversations of some numbers.
class RankedPage {
 public:
  RankedPage(Connection& db, const OrganizationConversations& query, sql::Beside beside)
      : db_(db),
        query_(query),
        beside_(beside),
        senders_(senders_of(db, query)),
        classes_(classes_of(query.status)) {
    for (const auto& sender : senders_) {
      lists_.push_back(
          sql::ranked_list(db, sql::conversations_of(query.organization.value, sender.id.value)));
    }
  }

  PageCount hand_over(sql::WholeSink sink) {
    PageCount page{.total = sql::count_rows(lists_, wanted_)};
    if (query_.offset >= page.total) return page;
    const auto walk = [this](std::size_t list, const Stretch& stretch, sql::WalkRow row) {
      sql::thread_walk(db_, lists_[list].list)(stretch, row);
    };
    const auto rest =
        sql::skip_rows(db_, lists_, behind(query_), query_.offset, query_.descending, wanted_, walk);
    if (!rest) return page;
    const auto shares = lists_.size() == 1 ? std::vector{query_.limit} : shares_of(*rest);
    const auto of_one = std::count(shares.begin(), shares.end(), 0) + 1 >= std::ssize(shares);
    sql::HeldConversations held;
    const auto hold = [&](const WholeConversation& whole) { held.take(whole); };
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (shares[i] > 0) page.count += read(i, *rest, shares[i], of_one ? sink : sql::WholeSink(hold));
    }
    held.hand_over(query_.descending, sink);
    return page;
  }

 private:
  // How many rows of each list are on the page: by their places, which are read from an index alone.
  std::vector<std::int64_t> shares_of(const Stretch& rest) {
    std::vector<Key> keys;
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      auto left = query_.limit;
      for (const auto& [from, until] : stretches(i, rest, left)) {
        auto rows = db_.rows(query_.descending ? keys_down : keys_up, query_.organization.value,
                             lists_[i].list.list, from.at, sql::number_of_tie(from.tie), until.at,
                             sql::number_of_tie(until.tie), classes_, left);
        for (; rows.next(); --left) keys.push_back({rows.integer(0), rows.integer(1), rows.integer(2), i});
      }
    }
    sort(keys, query_.descending);
    if (std::ssize(keys) > query_.limit) keys.resize(static_cast<std::size_t>(query_.limit));
    std::vector<std::int64_t> shares(lists_.size());
    for (const auto& key : keys) ++shares[key.list];
    return shares;
  }

  std::int64_t read(std::size_t i, const Stretch& rest, std::int64_t most, sql::WholeSink sink) {
    sql::WholeConversations rows(db_, query_.organization, senders_, beside_, sink);
    std::int64_t count = 0;
    for (const auto& part : stretches(i, rest, most))
      count += rows.read(senders_[i].id, part, classes_, most - count, query_.descending);
    return count;
  }

  std::vector<Stretch> stretches(std::size_t i, const Stretch& rest, std::int64_t rows) {
    return sql::stretches(db_, lists_[i], rest, rows, query_.descending, wanted_);
  }

  struct Wanted {
    std::int64_t classes;
    bool operator()(std::string_view kind) const { return (classes >> Class::of_kind(kind).number & 1) != 0; }
  };

  Connection& db_;
  const OrganizationConversations& query_;
  sql::Beside beside_;
  std::vector<Sender> senders_;
  std::int64_t classes_;
  std::vector<Ranked> lists_;
  Wanted wanted_{classes_};
};

PageCount read_ones(Connection& db, const OrganizationConversations& query, sql::Beside beside,
                    const std::vector<std::int64_t>& ids, std::int64_t total, sql::WholeSink sink) {
  const auto senders = senders_of(db, query);
  sql::WholeConversations rows(db, query.organization, senders, beside, sink);
  PageCount page{.total = total};
  for (const auto id : ids) page.count += rows.read_one(id) ? 1 : 0;
  return page;
}

// Of a contact list: its conversations are walked.
PageCount walked_page(Connection& db, const OrganizationConversations& query, sql::Beside beside,
                      sql::WholeSink sink) {
  const auto organization = query.organization.value;
  sql::Condition where;
  where.also("organization = ?", organization);
  where.also("contact IN (SELECT contact FROM contact_list_member WHERE organization = ? AND list = ?)",
             organization, query.list->value);
  where.also("(? >> class) & 1 = 1", classes_of(query.status));
  if (query.contact) {
    where.also("contact = ?", sql::first_integer(db, contact_of_number, organization, *query.contact));
  }
  if (query.message) {
    where.also("id = ?", conversation_of(db, organization, *query.message));
  }
  if (!query.senders.empty()) {
    std::string of;
    for (const auto sender : query.senders) of += (of.empty() ? "" : ",") + std::to_string(sender.value);
    where.also("sender IN (" + of + ")");
  }
  std::int64_t total = 0;
  {
    auto rows = where.rows(db, "SELECT count(*) FROM conversation WHERE ", "");
    rows.next();
    total = rows.integer(0);
  }
  if (query.after) {
    where.also(query.descending ? "(last_at, number) < (?, ?)" : "(last_at, number) > (?, ?)",
               query.after->last_at, query.after->number);
  }
  const std::string down = query.descending ? " DESC" : "";
  std::vector<std::int64_t> ids;
  {
    auto rows = where.rows(db, "SELECT id FROM conversation WHERE ",
                           " ORDER BY last_at" + down + ", number" + down + " LIMIT ? OFFSET ?", query.limit,
                           query.offset);
    while (rows.next()) ids.push_back(rows.integer(0));
  }
  return read_ones(db, query, beside, ids, total, sink);
}

PageCount pages(Connection& db, const OrganizationConversations& query, sql::Beside beside,
                sql::WholeSink sink) {
  if (query.list) return walked_page(db, query, beside, sink);
  if (!query.contact && !query.message) return RankedPage(db, query, beside).hand_over(sink);
  auto keys = small_set(db, query);
  const auto total = std::ssize(keys);
  std::vector<std::int64_t> ids;
  for (const auto& key : cut(std::move(keys), query)) ids.push_back(key.id);
  return read_ones(db, query, beside, ids, total, sink);
}

}  // namespace

bool is_light(const OrganizationConversations& query) { return !query.list; }

PageCount conversations(const Reader& from, const OrganizationConversations& query,
                        FunctionRef<void(const ConversationRow&)> sink) {
  const auto show = [&](const WholeConversation& whole) { sink(whole.row); };
  return pages(from.db, query, {.contact = query.contacts}, show);
}

PageCount whole_conversations(const Reader& from, const OrganizationConversations& query,
                              FunctionRef<void(const WholeConversation&)> sink) {
  return pages(from.db, query, {.whole = true}, sink);
}

}  // namespace parley
