// Lists of conversations: from the ranks where the filters are kinds, by a walk where they are not.

#include "store/sql/condition.h"
#include "store/sql/conversation_rows.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/reads.h"
#include "store/sql/tally.h"
#include "store/sql/walks.h"

#include <algorithm>
#include <array>

namespace parley::sql {
namespace {

constexpr std::string_view columns =
    "number, contact_phone, contact_name, class, last_at, unread, total, last_wamid, last_type, last_text, "
    "last_inbound_at, pinned, muted, labels, created_at, updated_at, sender";

constexpr Query one{
    "SELECT number, contact_phone, contact_name, class, last_at, unread, total, last_wamid, last_type, last_text, "
    "last_inbound_at, pinned, muted, labels, created_at, updated_at, sender "
    "FROM conversation WHERE organization = $1 AND id = $2"};

// A part of the activity list: the classes wanted are bits of $7.
constexpr Query page_down{
    "SELECT number, contact_phone, contact_name, class, last_at, unread, total, last_wamid, last_type, last_text, "
    "last_inbound_at, pinned, muted, labels, created_at, updated_at, sender FROM conversation "
    "WHERE organization = $1 AND sender = $2 AND (last_at, number) >= ($3, $4) AND (last_at, number) < ($5, $6) "
    "AND ($7 >> class) & 1 = 1 ORDER BY last_at DESC, number DESC LIMIT $8"};
constexpr Query page_up{
    "SELECT number, contact_phone, contact_name, class, last_at, unread, total, last_wamid, last_type, last_text, "
    "last_inbound_at, pinned, muted, labels, created_at, updated_at, sender FROM conversation "
    "WHERE organization = $1 AND sender = $2 AND (last_at, number) >= ($3, $4) AND (last_at, number) < ($5, $6) "
    "AND ($7 >> class) & 1 = 1 ORDER BY last_at, number LIMIT $8"};

bool matches(const ConversationFilter& filter, Class c) {
  const auto& wanted = filter.status;
  if (wanted.empty() && c.status() == ConversationStatus::deleted) return false;
  if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), c.status()) == wanted.end()) return false;
  if (filter.archived && *filter.archived != c.archived()) return false;
  if (filter.unread_only && !c.unread()) return false;
  return !filter.last_direction || filter.last_direction == c.last_direction();
}

// The classes a filter wants, a bit each.
std::uint64_t wanted_classes(const ConversationFilter& filter) {
  std::uint64_t bits = 0;
  for (int c = 0; c < Class::count; ++c) {
    if (matches(filter, {c})) bits |= std::uint64_t{1} << c;
  }
  return bits;
}

Ranked list_of_sender(Connection& db, const ConversationFilter& filter) {
  return ranked_list(db, conversations_of(filter.organization.value, filter.sender.value));
}

PageCount ranked_page(Connection& db, const Sender& sender, const ConversationQuery& query,
                      FunctionRef<void(const ConversationRow&)> sink) {
  const auto& filter = query.filter;
  const auto bits = wanted_classes(filter);
  const auto wanted = [bits](std::string_view kind) {
    return (bits >> Class::of_kind(kind).number & 1U) != 0;
  };
  const auto list = list_of_sender(db, filter);
  const auto page = find_page(db, list, {}, query.offset, query.limit, query.descending, wanted,
                              thread_walk(db, list.list));
  PageCount count{.total = page.total};
  for (const auto& [from, until] : page.stretches) {
    auto rows = db.rows(query.descending ? page_down : page_up, filter.organization.value,
                        filter.sender.value, from.at, number_of_tie(from.tie), until.at,
                        number_of_tie(until.tie), static_cast<std::int64_t>(bits), query.limit - count.count);
    for (; rows.next(); ++count.count) sink(conversation_row(rows, sender));
  }
  return count;
}

constexpr std::string_view activity = "(CASE WHEN last_at > 0 THEN last_at ELSE updated_at END)";

Condition condition_of(const ConversationFilter& filter) {
  Condition where;
  where.also("organization = ? AND sender = ?", filter.organization.value, filter.sender.value);
  where.also("(? >> class) & 1 = 1", static_cast<std::int64_t>(wanted_classes(filter)));
  if (!filter.phones.empty()) where.one_of("contact_phone", filter.phones);
  if (filter.active_from) where.also(std::string(activity) + " >= ?", to_millis(*filter.active_from));
  if (filter.active_until) where.also(std::string(activity) + " < ?", to_millis(*filter.active_until));
  if (!filter.search.empty()) {
    where.also(
        "(instr(fold(contact_name), fold(?)) > 0 OR instr(contact_phone, ?) > 0 OR instr(fold(last_text), fold(?)) > 0)",
        filter.search, filter.search, filter.search);
  }
  return where;
}

void add_labels(Condition& where, const ConversationFilter& filter) {
  constexpr std::string_view labelled =
      "SELECT c.conversation FROM conversation_label c JOIN label l ON l.organization = c.organization AND l.id = c.label "
      "WHERE c.organization = ?";
  const auto organization = filter.organization.value;
  const auto each = [&](std::string_view in, const std::string& uid) {
    where.also(std::string(in) + " (" + std::string(labelled) + " AND l.uid = ?)", organization, uid);
  };
  if (filter.label_match == LabelMatch::all) {
    for (const auto& uid : filter.labels) each("id IN", uid);
  } else if (!filter.labels.empty()) {
    where.also("id IN (" + std::string(labelled), organization).one_of("l.uid", filter.labels).end_group();
  }
  for (const auto& uid : filter.without_labels) each("id NOT IN", uid);
}

std::string_view column_of(ConversationSort sort) {
  switch (sort) {
    case ConversationSort::last_message_at: return "last_at";
    case ConversationSort::updated_at: return "updated_at";
    case ConversationSort::created_at: return "created_at";
    case ConversationSort::total_messages: return "total";
    case ConversationSort::unread_count: return "unread";
  }
  return "last_at";
}

PageCount walked_page(Connection& db, const Sender& sender, const ConversationQuery& query,
                      FunctionRef<void(const ConversationRow&)> sink) {
  auto where = condition_of(query.filter);
  add_labels(where, query.filter);
  PageCount count;
  {
    auto rows = where.rows(db, "SELECT count(*) FROM conversation WHERE ", "");
    rows.next();
    count.total = rows.integer(0);
  }
  if (query.offset >= count.total) return count;
  const std::string direction = query.descending ? " DESC" : "";
  const auto order = " ORDER BY " + std::string(column_of(query.sort)) + direction + ", number" + direction;
  const auto select = "SELECT " + std::string(columns) + " FROM conversation WHERE ";
  auto rows = where.rows(db, select, order + " LIMIT ? OFFSET ?", query.limit, query.offset);
  for (; rows.next(); ++count.count) sink(conversation_row(rows, sender));
  return count;
}

void add(ConversationSummary& summary, Class c, std::int64_t rows) {
  summary.total += rows;
  if (c.unread()) summary.unread += rows;
  if (c.archived()) summary.archived += rows;
  const bool is_open = c.status() == ConversationStatus::open || c.status() == ConversationStatus::pending;
  if (is_open && !c.archived()) summary.open += rows;
  if (c.last_direction() == Direction::inbound) summary.last_inbound += rows;
  if (c.last_direction() == Direction::outbound) summary.last_outbound += rows;
}

}  // namespace

bool is_ranked(const ConversationFilter& filter) {
  return filter.phones.empty() && !filter.active_from && !filter.active_until && filter.search.empty() &&
         filter.labels.empty() && filter.without_labels.empty();
}

bool is_ranked(const ConversationQuery& query) {
  return query.sort == ConversationSort::last_message_at && is_ranked(query.filter);
}

void expect_conversation(Connection& db, OrganizationId organization, std::int64_t number) {
  if (is_number(number)) db.ahead(one, organization.value, id_with(organization.value, number));
}

bool read_conversation(Connection& db, const Sender& sender, std::int64_t number,
                       FunctionRef<void(const ConversationRow&)> sink) {
  const auto organization = sender.organization.value;
  const auto show = [&](Rows& rows) {
    const bool is_hidden = Class{rows.integer(3)}.status() == ConversationStatus::deleted;
    if (rows.integer(16) != sender.id.value || is_hidden) return false;
    sink(conversation_row(rows, sender));
    return true;
  };
  return row_of_number(db, one, 0, organization, number, show);
}

PageCount read_conversations(Connection& db, const Sender& sender, const ConversationQuery& query,
                             FunctionRef<void(const ConversationRow&)> sink) {
  return is_ranked(query) ? ranked_page(db, sender, query, sink) : walked_page(db, sender, query, sink);
}

ConversationSummary read_summary(Connection& db, const ConversationFilter& filter) {
  ConversationSummary summary;
  if (is_ranked(filter)) {
    const auto bits = wanted_classes(filter);
    Tally::each(list_of_sender(db, filter).tally, [&](std::string_view kind, std::int64_t rows) {
      const auto c = Class::of_kind(kind);
      if ((bits >> c.number & 1U) != 0) add(summary, c, rows);
    });
    return summary;
  }
  auto where = condition_of(filter);
  add_labels(where, filter);
  auto rows = where.rows(db, "SELECT class, count(*) FROM conversation WHERE ", " GROUP BY class");
  while (rows.next()) add(summary, {rows.integer(0)}, rows.integer(1));
  return summary;
}

}  // namespace parley::sql
