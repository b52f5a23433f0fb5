// Conversations across an organization's numbers.

#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/condition.h"
#include "store/sql/conversation_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/senders.h"
#include "store/sql/walks.h"

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

constexpr Query whole{
    "SELECT v.number, v.contact_phone, v.contact_name, v.class, v.last_at, v.unread, v.total, v.last_wamid, "
    "v.last_type, v.last_text, v.last_inbound_at, v.pinned, v.muted, v.labels, v.created_at, v.updated_at, v.sender, "
    "v.assignee, c.number FROM conversation v JOIN contact c ON c.organization = v.organization AND c.id = v.contact "
    "WHERE v.organization = $1 AND v.id = $2"};
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
constexpr Query conversation_of_message{
    "SELECT conversation FROM message_key WHERE organization = $1 AND key = $2"};
constexpr Query key_of_id{
    "SELECT last_at, number, id, class, sender FROM conversation WHERE organization = $1 AND id = $2"};

struct Key {
  std::int64_t last_at = 0, number = 0, id = 0;
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

void hand_over(Rows& rows, const std::vector<Sender>& senders,
               FunctionRef<void(const ConversationRow&)> sink) {
  const auto sender = std::find_if(senders.begin(), senders.end(),
                                   [&](const Sender& each) { return each.id.value == rows.integer(16); });
  if (sender == senders.end()) return;
  auto row = sql::conversation_row(rows, *sender);
  row.assignee = {rows.integer(17)};
  row.contact = rows.integer(18);
  sink(row);
}

bool hand_over(Connection& db, OrganizationId organization, std::int64_t id,
               const std::vector<Sender>& senders, FunctionRef<void(const ConversationRow&)> sink) {
  auto rows = db.rows(whole, organization.value, id);
  if (!rows.next()) return false;
  hand_over(rows, senders, sink);
  return true;
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
  if (query.message)
    conversation = sql::first_integer(db, conversation_of_message, organization, query.message->value);
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

PageCount ranked_page(Connection& db, const OrganizationConversations& query,
                      FunctionRef<void(const ConversationRow&)> sink) {
  const auto organization = query.organization.value;
  const auto bits = classes_of(query.status);
  const auto wanted = [bits](std::string_view kind) {
    return (bits >> Class::of_kind(kind).number & 1) != 0;
  };
  const auto senders = senders_of(db, query);
  std::vector<Ranked> lists;
  for (const auto& sender : senders) {
    lists.push_back(sql::ranked_list(db, sql::conversations_of(organization, sender.id.value)));
  }
  PageCount page{.total = sql::count_rows(lists, wanted)};
  if (query.offset >= page.total) return page;
  const auto walk = [&](std::size_t list, const Stretch& stretch, sql::WalkRow row) {
    sql::thread_walk(db, lists[list].list)(stretch, row);
  };
  const auto rest = sql::skip_rows(db, lists, behind(query), query.offset, query.descending, wanted, walk);
  if (!rest) return page;

  std::vector<Key> keys;
  for (const auto& list : lists) {
    const auto enough = std::ssize(keys) + query.limit;
    for (const auto& [from, until] : sql::stretches(db, list, *rest, query.limit, query.descending, wanted)) {
      auto rows = db.rows(query.descending ? keys_down : keys_up, organization, list.list.list, from.at,
                          sql::number_of_tie(from.tie), until.at, sql::number_of_tie(until.tie), bits,
                          enough - std::ssize(keys));
      while (rows.next()) keys.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    }
  }
  sort(keys, query.descending);
  if (std::ssize(keys) > query.limit) keys.resize(static_cast<std::size_t>(query.limit));
  for (const auto& key : keys) {
    if (hand_over(db, query.organization, key.id, senders, sink)) ++page.count;
  }
  return page;
}

// Of a contact list: its conversations are walked.
PageCount walked_page(Connection& db, const OrganizationConversations& query,
                      FunctionRef<void(const ConversationRow&)> sink) {
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
    where.also("id = ?", sql::first_integer(db, conversation_of_message, organization, query.message->value));
  }
  if (!query.senders.empty()) {
    std::string of;
    for (const auto sender : query.senders) of += (of.empty() ? "" : ",") + std::to_string(sender.value);
    where.also("sender IN (" + of + ")");
  }
  PageCount page;
  {
    auto rows = where.rows(db, "SELECT count(*) FROM conversation WHERE ", "");
    rows.next();
    page.total = rows.integer(0);
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
  const auto senders = senders_of(db, query);
  for (const auto id : ids) page.count += hand_over(db, query.organization, id, senders, sink) ? 1 : 0;
  return page;
}

}  // namespace

bool is_light(const OrganizationConversations& query) { return !query.list; }

PageCount conversations(const Reader& from, const OrganizationConversations& query,
                        FunctionRef<void(const ConversationRow&)> sink) {
  if (query.list) return walked_page(from.db, query, sink);
  if (!query.contact && !query.message) return ranked_page(from.db, query, sink);
  auto keys = small_set(from.db, query);
  PageCount page{.total = std::ssize(keys)};
  const auto senders = senders_of(from.db, query);
  for (const auto& key : cut(std::move(keys), query)) {
    if (hand_over(from.db, query.organization, key.id, senders, sink)) ++page.count;
  }
  return page;
}

bool conversation(const Reader& from, OrganizationId organization, std::int64_t number,
                  FunctionRef<void(const ConversationRow&)> sink) {
  const auto show = [&](Rows& rows) {
    hand_over(rows, sql::read_senders(from.db, organization), sink);
    return true;
  };
  return sql::row_of_number(from.db, whole, 0, organization.value, number, show);
}

}  // namespace parley
