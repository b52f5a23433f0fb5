// Messages by id, and of one conversation from a place on.

#include "store/conversations.h"
#include "store/sql/conversation_class.h"
#include "store/sql/message_key.h"
#include "store/sql/message_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/stored_message.h"
#include "store/sql/walks.h"

namespace parley {
namespace {

using sql::Connection;
using sql::Query;
using sql::Rows;

constexpr Query one{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND at = $3 AND key = $4"};
constexpr Query found_by_key{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, "
    "v.number, v.sender, c.number, s.phone, p.value, v.class FROM message_key k CROSS JOIN message m CROSS JOIN conversation v "
    "CROSS JOIN contact c CROSS JOIN sender s "
    "LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = m.peer "
    "WHERE k.organization = $1 AND k.key = $2 AND m.organization = k.organization "
    "AND m.conversation = k.conversation AND m.at = k.at AND m.key = k.key AND v.organization = m.organization "
    "AND v.id = m.conversation AND c.organization = v.organization AND c.id = v.contact "
    "AND s.organization = v.organization AND s.id = v.sender"};
constexpr Query head_of{
    "SELECT v.id, v.number, v.levels, v.tally, s.phone, v.tail FROM conversation v "
    "JOIN sender s ON s.organization = v.organization AND s.id = v.sender WHERE v.organization = $1 AND v.id = $2"};
constexpr Query page_down{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "ORDER BY at DESC, wamid DESC LIMIT $7"};
constexpr Query page_up{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "ORDER BY at, wamid LIMIT $7"};

// What lies behind `after` in the order of the page.
sql::Stretch behind(const ConversationMessages& query) {
  if (!query.after) return {};
  sql::Place place{to_millis(query.after->at), query.after->wamid};
  if (query.descending) return {.until = std::move(place)};
  place.tie += '\0';  // the next text there is
  return {.from = std::move(place)};
}

// By its own key. False where it is not there.
bool hand_over_keyed(Connection& db, std::int64_t organization, std::int64_t key,
                     FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  auto rows = db.rows(found_by_key, organization, key);
  if (!rows.next()) return false;
  const FoundMessage found{.conversation = rows.integer(11),
                           .sender = {rows.integer(12)},
                           .contact = rows.integer(13),
                           .status = sql::Class{rows.integer(16)}.status()};
  sink(sql::row_of(sql::fields_of(rows), rows.text(14), rows.text(15)), found);
  return true;
}

}  // namespace

bool message(const Reader& from, OrganizationId organization, MessageKey key,
             FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  if (hand_over_keyed(from.db, organization.value, key.value, sink)) return true;
  const auto place = sql::place_of_key(from.db, organization.value, key.value);
  return place && place->key != key.value && hand_over_keyed(from.db, organization.value, place->key, sink);
}

std::optional<MessageKey> message_of_wamid(const Reader& from, const Sender& sender, std::string_view wamid) {
  const auto organization = sender.organization.value;
  const std::string wanted(wamid);
  for (int attempt = 0;; ++attempt) {
    const auto key = sql::key_of(sender, wanted, attempt);
    const auto place = sql::place_of_key(from.db, organization, key);
    if (!place) return std::nullopt;
    auto rows = from.db.rows(one, organization, place->conversation, place->at, place->key);
    // What was sent from here is found by its local id for good.
    const bool is_it = rows.next() && (rows.text(0) == wamid || (is_local(wamid) && place->key == key));
    if (is_it) return MessageKey{place->key};
  }
}

std::optional<PageCount> messages(const Reader& from, const ConversationMessages& query,
                                  FunctionRef<void(const MessageRow&)> sink) {
  struct Head {
    sql::Ranked ranked;
    std::int64_t number = 0;
    std::string phone;
  };
  const auto organization = query.organization.value;
  const auto show = [&](Rows& rows) -> std::optional<Head> {
    return Head{.ranked = {.list = sql::messages_of(organization, rows.integer(0)),
                           .levels = rows.integer(2),
                           .tally = std::string(rows.text(3)),
                           .tail = std::string(rows.text(5))},
                .number = rows.integer(1),
                .phone = std::string(rows.text(4))};
  };
  const auto head = sql::row_of_number(from.db, head_of, 1, organization, query.conversation, show);
  if (!head) return std::nullopt;

  const auto any = [](std::string_view) { return true; };
  const auto& list = head->ranked.list;
  const auto found = find_page(from.db, head->ranked, behind(query), query.offset, query.limit,
                               query.descending, any, sql::message_walk(from.db, list));
  PageCount page{.total = found.total, .conversation = head->number};
  sql::Spellings spellings(from.db, organization, query.peers);
  for (const auto& [begin, until] : found.stretches) {
    auto rows = from.db.rows(query.descending ? page_down : page_up, organization, list.list, begin.at,
                             begin.tie, until.at, until.tie, query.limit - page.count);
    for (; rows.next(); ++page.count) sql::hand_over(rows, head->phone, spellings, sink);
  }
  return page;
}

}  // namespace parley
