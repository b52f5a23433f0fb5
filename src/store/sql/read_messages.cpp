// A conversation's messages, and the event log.

#include "store/sql/condition.h"
#include "store/sql/conversation_class.h"
#include "store/sql/message_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/reads.h"
#include "store/sql/tally.h"
#include "store/sql/walks.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query thread_of{
    "SELECT sender, levels, tally, id, number, class, tail FROM conversation WHERE organization = $1 AND id = $2"};

constexpr Query page_down{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "ORDER BY at DESC, wamid DESC LIMIT $7"};
constexpr Query page_up{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "ORDER BY at, wamid LIMIT $7"};
// $8 direction or -1, $9 types each between 0x1F, or empty, $10 statuses as bits.
constexpr Query filtered_down{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "AND ($8 < 0 OR direction = $8) AND ($9 = '' OR instr($9, '\x1f' || type || '\x1f') > 0) "
    "AND ($10 >> status) & 1 = 1 "
    "ORDER BY at DESC, wamid DESC LIMIT $7"};
constexpr Query filtered_up{
    "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key FROM message "
    "WHERE organization = $1 AND conversation = $2 AND (at, wamid) >= ($3, $4) AND (at, wamid) < ($5, $6) "
    "AND ($8 < 0 OR direction = $8) AND ($9 = '' OR instr($9, '\x1f' || type || '\x1f') > 0) "
    "AND ($10 >> status) & 1 = 1 "
    "ORDER BY at, wamid LIMIT $7"};
constexpr Query events{
    "SELECT sequence, kind, conversation, message, at FROM event WHERE organization = $1 AND sequence > $2 "
    "ORDER BY sequence LIMIT $3"};

// Sorts that have no rank are walked; up to this many messages on the spot.
constexpr std::int64_t walk_at_once = 2000;

struct ThreadHead {
  std::int64_t number = 0;
  Ranked messages;
  [[nodiscard]] std::int64_t id() const { return messages.list.list; }
};

std::optional<ThreadHead> find_thread(Connection& db, const Sender& sender, std::int64_t number) {
  const auto organization = sender.organization.value;
  const auto show = [&](Rows& rows) -> std::optional<ThreadHead> {
    const bool is_hidden = Class{rows.integer(5)}.status() == ConversationStatus::deleted;
    if (rows.integer(0) != sender.id.value || is_hidden) return std::nullopt;
    return ThreadHead{rows.integer(4),
                      {.list = messages_of(organization, rows.integer(3)),
                       .levels = rows.integer(1),
                       .tally = std::string(rows.text(2)),
                       .tail = std::string(rows.text(6))}};
  };
  return row_of_number(db, thread_of, 4, organization, number, show);
}

std::int64_t status_bits(const MessageQuery& query) {
  if (query.status.empty()) return 0xFF;
  std::int64_t bits = 0;
  for (const auto status : query.status) bits |= std::int64_t{1} << static_cast<int>(status);
  return bits;
}

// A tally keeps the first 254 bytes of a type.
bool is_of_type(const MessageQuery& query, std::string_view type) {
  const auto is_it = [type](const std::string& wanted) {
    return std::string_view(wanted).substr(0, 254) == type;
  };
  return query.types.empty() || std::any_of(query.types.begin(), query.types.end(), is_it);
}

std::string joined_types(const MessageQuery& query) {
  std::string joined;
  for (const auto& type : query.types) joined += '\x1f' + type;
  return joined.empty() ? joined : joined + '\x1f';
}

Rows rows_of(Connection& db, const ThreadHead& thread, const MessageQuery& query, const Stretch& stretch,
             std::int64_t limit) {
  const auto organization = query.organization.value;
  const auto& [from, until] = stretch;
  const bool takes_all = !query.direction && query.types.empty() && query.status.empty();
  if (takes_all) {
    return db.rows(query.descending ? page_down : page_up, organization, thread.id(), from.at, from.tie,
                   until.at, until.tie, limit);
  }
  const int direction = query.direction ? static_cast<int>(*query.direction) : -1;
  return db.rows(query.descending ? filtered_down : filtered_up, organization, thread.id(), from.at, from.tie,
                 until.at, until.tie, limit, direction, joined_types(query), status_bits(query));
}

PageCount ranked_page(Connection& db, const Sender& sender, const ThreadHead& thread,
                      const MessageQuery& query, FunctionRef<void(const MessageRow&)> sink) {
  const auto bits = status_bits(query);
  const auto wanted = [&](std::string_view kind) {
    const auto mark = mark_of_kind(kind);
    if (query.direction && static_cast<int>(*query.direction) != (mark & 1)) return false;
    return (bits >> (mark >> 1) & 1) != 0 && is_of_type(query, kind.substr(1));
  };
  const auto page = find_page(db, thread.messages, {}, query.offset, query.limit, query.descending, wanted,
                              message_walk(db, thread.messages.list));
  PageCount count{.total = page.total};
  Spellings spellings(db, sender.organization.value);
  for (const auto& stretch : page.stretches) {
    auto rows = rows_of(db, thread, query, stretch, query.limit - count.count);
    for (; rows.next(); ++count.count) hand_over(rows, sender.phone, spellings, sink);
  }
  return count;
}

PageCount walked_page(Connection& db, const Sender& sender, const ThreadHead& thread,
                      const MessageQuery& query, FunctionRef<void(const MessageRow&)> sink) {
  Condition where;
  where.also("organization = ? AND conversation = ?", sender.organization.value, thread.id());
  where.also("(? >> status) & 1 = 1", status_bits(query));
  if (query.direction) where.also("direction = ?", static_cast<std::int64_t>(*query.direction));
  if (!query.types.empty()) where.one_of("type", query.types);
  if (!query.search.empty()) where.also("instr(fold(text), fold(?)) > 0", query.search);
  PageCount count;
  {
    auto rows = where.rows(db, "SELECT count(*) FROM message WHERE ", "");
    rows.next();
    count.total = rows.integer(0);
  }
  if (query.offset >= count.total) return count;
  const std::string down = query.descending ? " DESC" : "";
  const auto first = query.sort == MessageSort::updated_at ? "updated_at" + down + ", " : std::string();
  auto rows = where.rows(
      db,
      "SELECT wamid, direction, status, type, text, flags, peer, at, updated_at, cold, key "
      "FROM message WHERE ",
      " ORDER BY " + first + "at" + down + ", wamid" + down + " LIMIT ? OFFSET ?", query.limit, query.offset);
  Spellings spellings(db, sender.organization.value);
  for (; rows.next(); ++count.count) hand_over(rows, sender.phone, spellings, sink);
  return count;
}

}  // namespace

bool is_ranked(const MessageQuery& query) {
  return query.sort != MessageSort::updated_at && query.search.empty();
}

bool is_walked_at_once(Connection& db, const Sender& sender, const MessageQuery& query) {
  const auto thread = find_thread(db, sender, query.conversation);
  return !thread ||
         Tally::count(thread->messages.tally, [](std::string_view) { return true; }) <= walk_at_once;
}

std::optional<PageCount> read_messages(Connection& db, const Sender& sender, const MessageQuery& query,
                                       FunctionRef<void(const MessageRow&)> sink) {
  const auto thread = find_thread(db, sender, query.conversation);
  if (!thread) return std::nullopt;
  auto count = is_ranked(query) ? ranked_page(db, sender, *thread, query, sink)
                                : walked_page(db, sender, *thread, query, sink);
  count.conversation = thread->number;
  return count;
}

std::vector<Event> read_events(Connection& db, OrganizationId organization, Sequence seen,
                               std::int64_t limit) {
  std::vector<Event> found;
  auto rows = db.rows(events, organization.value, seen.value, limit);
  while (rows.next()) {
    Event event{.sequence = {rows.integer(0)},
                .organization = organization,
                .kind = static_cast<EventKind>(rows.integer(1)),
                .conversation = rows.integer(2),
                .at = from_millis(rows.integer(4))};
    (names_contact(event.kind) ? event.contact : event.message.value) = rows.integer(3);
    found.push_back(event);
  }
  return found;
}

}  // namespace parley::sql
