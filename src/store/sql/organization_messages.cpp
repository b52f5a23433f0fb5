// Messages by id, of one conversation from a place on, and across an organization's numbers.

#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/condition.h"
#include "store/sql/message_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank.h"
#include "store/sql/senders.h"
#include "store/sql/stored_message.h"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

using sql::Connection;
using sql::Query;
using sql::Rows;

constexpr Query place_of_key{"SELECT conversation, at FROM message_key WHERE organization = $1 AND key = $2"};
constexpr Query one{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND at = $3 AND key = $4"};
constexpr Query home_of{
    "SELECT v.number, v.sender, c.number, s.phone FROM conversation v "
    "JOIN contact c ON c.organization = v.organization AND c.id = v.contact "
    "JOIN sender s ON s.organization = v.organization AND s.id = v.sender WHERE v.organization = $1 AND v.id = $2"};
constexpr Query head_of{
    "SELECT v.id, v.number, v.blocks, v.tally, s.phone FROM conversation v "
    "JOIN sender s ON s.organization = v.organization AND s.id = v.sender WHERE v.organization = $1 AND v.id = $2"};
constexpr Query page_down{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) < ($3, $4) "
    "ORDER BY at DESC, wamid DESC LIMIT $5 OFFSET $6"};
constexpr Query page_up{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) "
    "ORDER BY at, wamid LIMIT $5 OFFSET $6"};
constexpr Query tally_of_sender{"SELECT tally FROM sender_tally WHERE organization = $1 AND sender = $2"};
constexpr Query tally_of_conversation{"SELECT tally FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query contact_of_number{
    "SELECT contact FROM contact_alias WHERE organization = $1 AND number = $2"};
constexpr Query conversations_of_contact{
    "SELECT id, sender FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query sender_of_conversation{"SELECT sender FROM conversation WHERE organization = $1 AND id = $2"};

// Up to here pages by number are walked to on the spot.
constexpr std::int64_t light_offset = 2'000;

struct Key {
  std::int64_t at = 0, key = 0, conversation = 0;
  [[nodiscard]] auto place() const { return std::pair(at, key); }
};

bool hand_over(Connection& db, std::int64_t organization, const Key& key,
               FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  FoundMessage found;
  std::string phone;
  {
    auto rows = db.rows(home_of, organization, key.conversation);
    if (!rows.next()) return false;
    found = {.conversation = rows.integer(0), .sender = {rows.integer(1)}, .contact = rows.integer(2)};
    phone = rows.text(3);
  }
  sql::Spellings spellings(db, organization);
  auto rows = db.rows(one, organization, key.conversation, key.at, key.key);
  if (!rows.next()) return false;
  sink(sql::row_of(sql::fields_of(rows), phone, spellings), found);
  return true;
}

// What messages are asked for: a number's or some conversations'.
struct Sources {
  std::vector<std::int64_t> senders;
  std::vector<std::int64_t> conversations;
  bool is_of_list = false;
};

bool is_wanted(const OrganizationMessages& query, std::int64_t sender) {
  return query.senders.empty() || std::any_of(query.senders.begin(), query.senders.end(),
                                              [sender](SenderId id) { return id.value == sender; });
}

Sources sources_of(Connection& db, const OrganizationMessages& query) {
  const auto organization = query.organization.value;
  Sources sources{.senders = {}, .conversations = {}, .is_of_list = query.list.has_value()};
  if (query.conversation) {
    const auto id = sql::id_of_number(db, organization, *query.conversation);
    const auto sender = sql::first_integer(db, sender_of_conversation, organization, id);
    if (id != 0 && is_wanted(query, sender)) sources.conversations.push_back(id);
    if (query.contact) {
      const auto contact = sql::first_integer(db, contact_of_number, organization, *query.contact);
      std::vector<std::int64_t> of_contact;
      auto rows = db.rows(conversations_of_contact, organization, contact);
      while (rows.next()) of_contact.push_back(rows.integer(0));
      std::erase_if(sources.conversations, [&](std::int64_t each) {
        return std::find(of_contact.begin(), of_contact.end(), each) == of_contact.end();
      });
    }
  } else if (query.contact) {
    const auto contact = sql::first_integer(db, contact_of_number, organization, *query.contact);
    auto rows = db.rows(conversations_of_contact, organization, contact);
    while (rows.next()) {
      if (is_wanted(query, rows.integer(1))) sources.conversations.push_back(rows.integer(0));
    }
  } else {
    for (const auto& sender : sql::read_senders(db, query.organization)) {
      if (is_wanted(query, sender.id.value)) sources.senders.push_back(sender.id.value);
    }
  }
  return sources;
}

std::int64_t status_bits(const OrganizationMessages& query) {
  std::int64_t bits = query.status.empty() ? 0xFF : 0;
  for (const auto status : query.status) bits |= std::int64_t{1} << static_cast<int>(status);
  return bits;
}

// The rows of one source, which is a sender or a conversation; `of_sender` reads them in the order of their times.
sql::Condition condition_of(const OrganizationMessages& query, std::int64_t source, bool of_sender) {
  const auto organization = query.organization.value;
  sql::Condition where;
  if (of_sender) {
    where.also("t.organization = ? AND t.sender = ?", organization, source);
    const bool needs_row = query.direction || !query.status.empty() || query.list;
    if (needs_row) {
      where.also(
          "m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at AND m.key = t.key");
    }
  } else {
    where.also("m.organization = ? AND m.conversation = ?", organization, source);
  }
  if (query.direction) where.also("m.direction = ?", static_cast<std::int64_t>(*query.direction));
  if (!query.status.empty()) where.also("(? >> m.status) & 1 = 1", status_bits(query));
  const std::string of = of_sender ? "t." : "m.";
  if (query.list) {
    where.also(
        of +
            "conversation IN (SELECT v.id FROM contact_list_member l JOIN conversation v "
            "ON v.organization = l.organization AND v.contact = l.contact WHERE l.organization = ? AND l.list = ?)",
        organization, query.list->value);
  }
  if (query.from) where.also(of + "at > ?", to_millis(*query.from));
  if (query.until) where.also(of + "at < ?", to_millis(*query.until));
  return where;
}

std::string tables_of(const OrganizationMessages& query, bool of_sender) {
  if (!of_sender) return " FROM message m WHERE ";
  const bool needs_row = query.direction || !query.status.empty() || query.list;
  return needs_row ? " FROM message_time t CROSS JOIN message m WHERE " : " FROM message_time t WHERE ";
}

void read_keys(Connection& db, const OrganizationMessages& query, std::int64_t source, bool of_sender,
               std::vector<Key>& keys) {
  auto where = condition_of(query, source, of_sender);
  const std::string of = of_sender ? "t." : "m.";
  if (query.after) {
    where.also("(" + of + "at, " + of + "key) " + (query.descending ? "<" : ">") + " (?, ?)",
               to_millis(query.after->first), query.after->second.value);
  }
  const std::string down = query.descending ? " DESC" : "";
  auto rows = where.rows(
      db, "SELECT " + of + "at, " + of + "key, " + of + "conversation" + tables_of(query, of_sender),
      " ORDER BY " + of + "at" + down + ", " + of + "key" + down + " LIMIT ?", query.offset + query.limit);
  while (rows.next()) keys.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
}

std::int64_t count_of(Connection& db, const OrganizationMessages& query, const Sources& sources) {
  const auto organization = query.organization.value;
  const auto bits = status_bits(query);
  const auto wanted = [&](std::string_view kind) {
    const auto head = static_cast<unsigned char>(kind[0]);
    if (query.direction && static_cast<int>(*query.direction) != (head & 1)) return false;
    return (bits >> (head >> 1) & 1) != 0;
  };
  const bool is_tallied = !query.from && !query.until && !query.list;
  std::int64_t total = 0;
  const auto add = [&](std::int64_t source, bool of_sender) {
    if (!is_tallied) {
      auto rows = condition_of(query, source, of_sender)
                      .rows(db, "SELECT count(*)" + tables_of(query, of_sender), "");
      if (rows.next()) total += rows.integer(0);
      return;
    }
    auto rows = of_sender ? db.rows(tally_of_sender, organization, -source)
                          : db.rows(tally_of_conversation, organization, source);
    if (rows.next()) total += sql::Tally::count(rows.text(0), wanted);
  };
  for (const auto sender : sources.senders) add(sender, true);
  for (const auto conversation : sources.conversations) add(conversation, false);
  return total;
}

}  // namespace

bool message(const Reader& from, OrganizationId organization, MessageKey key,
             FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  Key found{.at = 0, .key = key.value, .conversation = 0};
  {
    auto rows = from.db.rows(place_of_key, organization.value, key.value);
    if (!rows.next()) return false;
    found.conversation = rows.integer(0);
    found.at = rows.integer(1);
  }
  return hand_over(from.db, organization.value, found, sink);
}

std::optional<MessageKey> message_of_wamid(const Reader& from, const Sender& sender, std::string_view wamid) {
  const auto organization = sender.organization.value;
  const std::string wanted(wamid);
  for (int attempt = 0;; ++attempt) {
    const auto key = sql::key_of(sender, wanted, attempt);
    std::int64_t conversation = 0, at = 0;
    {
      auto rows = from.db.rows(place_of_key, organization, key);
      if (!rows.next()) return std::nullopt;
      conversation = rows.integer(0);
      at = rows.integer(1);
    }
    auto rows = from.db.rows(one, organization, conversation, at, key);
    if (rows.next() && rows.text(0) == wamid) return MessageKey{key};
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
    return Head{.ranked = {.list = {organization, rows.integer(0)},
                           .blocks = rows.integer(2),
                           .tally = std::string(rows.text(3))},
                .number = rows.integer(1),
                .phone = std::string(rows.text(4))};
  };
  const auto head = sql::row_of_number(from.db, head_of, 1, organization, query.conversation, show);
  if (!head) return std::nullopt;

  const auto any = [](std::string_view) { return true; };
  PageCount page{.conversation = head->number};
  sql::Place place;
  auto skip = query.offset;
  if (query.after) {
    page.total = sql::Tally::count(head->ranked.tally, any);
    place = {to_millis(query.after->at), query.after->wamid};
    if (!query.descending) place.tie += '\0';  // the next text there is
  } else {
    auto start = sql::find_page(from.db, head->ranked, query.offset, query.descending, any);
    page.total = start.total;
    place = std::move(start.from);
    skip = start.skip;
    if (query.offset >= page.total) return page;
  }
  sql::Spellings spellings(from.db, organization);
  auto rows = from.db.rows(query.descending ? page_down : page_up, organization, head->ranked.list.list,
                           place.at, place.tie, query.limit, skip);
  for (; rows.next(); ++page.count) sql::hand_over(rows, head->phone, spellings, sink);
  return page;
}

bool is_light(const OrganizationMessages& query) {
  const bool is_narrow = query.conversation || query.contact;
  const bool walks = query.list || (query.counts && (query.from || query.until)) ||
                     (!is_narrow && (query.direction || !query.status.empty()));
  return !walks && query.offset <= light_offset;
}

PageCount messages(const Reader& from, const OrganizationMessages& query,
                   FunctionRef<void(const MessageRow&, const FoundMessage&)> sink) {
  const auto sources = sources_of(from.db, query);
  PageCount page;
  if (query.counts) {
    page.total = count_of(from.db, query, sources);
    if (query.offset >= page.total) return page;
  }
  std::vector<Key> keys;
  for (const auto sender : sources.senders) read_keys(from.db, query, sender, true, keys);
  for (const auto conversation : sources.conversations) read_keys(from.db, query, conversation, false, keys);
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    return query.descending ? a.place() > b.place() : a.place() < b.place();
  });
  const auto first = std::min(query.offset, std::ssize(keys));
  const auto last = std::min(query.offset + query.limit, std::ssize(keys));
  for (auto i = first; i < last; ++i) {
    page.count +=
        hand_over(from.db, query.organization.value, keys[static_cast<std::size_t>(i)], sink) ? 1 : 0;
  }
  return page;
}

}  // namespace parley
