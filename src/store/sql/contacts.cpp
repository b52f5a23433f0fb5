// Lists of contacts: from the rank where there are no filters, along an index for those of one number of ours, by a walk
// otherwise.

#include "store/contacts.h"

#include "base/text.h"
#include "domain/identity.h"
#include "store/sql/answers.h"
#include "store/sql/condition.h"
#include "store/sql/contact_ids.h"
#include "store/sql/labels.h"
#include "store/sql/numbers.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/tally.h"
#include "store/sql/walks.h"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

using sql::Query;

constexpr auto last = std::numeric_limits<std::int64_t>::max();
// Rows that may be skipped one by one in light work.
constexpr std::int64_t short_walk = 1'000;

// 0 id, 1 number, 2 phone, 3 kind, 4 name, 5 given_name, 6 username, 7 email, 8 attributes, 9 status, 10 marketing_stopped,
// 11 created_at, 12 changed_at, 13 whether it has labels, 14 last activity
constexpr std::string_view columns =
    "c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, ";
constexpr Query contact_called{
    "SELECT c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, c.created_at, c.changed_at, "
    "EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = $1 AND k.contact = c.id), "
    "(SELECT max(h.last_inbound_at) FROM conversation h WHERE h.organization = $1 AND h.contact = c.id) "
    "FROM contact_alias a CROSS JOIN contact c WHERE a.organization = $1 AND a.number = $2 "
    "AND c.organization = a.organization AND c.id = a.contact"};

// A part of the whole list: the statuses wanted are bits of $6. Rows without a number are not in it yet. $8: 1 with labels, 2 with the
// last activity, 3 with both.
constexpr Query contacts_down{
    "SELECT c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, c.created_at, c.changed_at, "
    "CASE WHEN $8 & 1 = 1 THEN EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = $1 AND k.contact = c.id) END, "
    "CASE WHEN $8 & 2 = 2 THEN (SELECT max(h.last_inbound_at) FROM conversation h WHERE h.organization = $1 "
    "AND h.contact = c.id) END "
    "FROM contact c WHERE organization = $1 "
    "AND (created_at, number) >= ($2, $3) AND (created_at, number) < ($4, $5) AND ($6 >> status) & 1 = 1 "
    "AND number <> 0 ORDER BY created_at DESC, number DESC LIMIT $7"};
constexpr Query contacts_up{
    "SELECT c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, c.created_at, c.changed_at, "
    "CASE WHEN $8 & 1 = 1 THEN EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = $1 AND k.contact = c.id) END, "
    "CASE WHEN $8 & 2 = 2 THEN (SELECT max(h.last_inbound_at) FROM conversation h WHERE h.organization = $1 "
    "AND h.contact = c.id) END "
    "FROM contact c WHERE organization = $1 "
    "AND (created_at, number) >= ($2, $3) AND (created_at, number) < ($4, $5) AND ($6 >> status) & 1 = 1 "
    "AND number <> 0 ORDER BY created_at, number LIMIT $7"};

// The same of one number of ours, by the conversation with it.
constexpr Query of_sender_down{
    "SELECT c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, v.created_at, c.changed_at, "
    "CASE WHEN $8 & 1 = 1 THEN EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = $1 AND k.contact = c.id) END, "
    "CASE WHEN $8 & 2 = 2 THEN (SELECT max(h.last_inbound_at) FROM conversation h WHERE h.organization = $1 "
    "AND h.contact = c.id) END "
    "FROM conversation v CROSS JOIN contact c "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.created_at, v.number) < ($3, $4) "
    "AND c.organization = v.organization AND c.id = v.contact AND ($5 >> c.status) & 1 = 1 "
    "ORDER BY v.created_at DESC, v.number DESC LIMIT $6 OFFSET $7"};
constexpr Query of_sender_up{
    "SELECT c.id, c.number, c.phone, c.kind, c.name, c.given_name, c.username, c.email, c.attributes, c.status, "
    "c.marketing_stopped, v.created_at, c.changed_at, "
    "CASE WHEN $8 & 1 = 1 THEN EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = $1 AND k.contact = c.id) END, "
    "CASE WHEN $8 & 2 = 2 THEN (SELECT max(h.last_inbound_at) FROM conversation h WHERE h.organization = $1 "
    "AND h.contact = c.id) END "
    "FROM conversation v CROSS JOIN contact c "
    "WHERE v.organization = $1 AND v.sender = $2 AND (v.created_at, v.number) > ($3, $4) "
    "AND c.organization = v.organization AND c.id = v.contact AND ($5 >> c.status) & 1 = 1 "
    "ORDER BY v.created_at, v.number LIMIT $6 OFFSET $7"};
constexpr Query deleted_of_sender{
    "SELECT count(*) FROM contact c CROSS JOIN conversation v WHERE c.organization = $1 AND c.status = 3 "
    "AND v.organization = c.organization AND v.contact = c.id AND v.sender = $2"};
constexpr Query conversation_with{
    "SELECT number FROM conversation WHERE organization = $1 AND contact = $2 AND sender = $3"};

bool is_whole(const ContactQuery& query) {
  return !query.sender && query.phone.empty() && query.search.empty() && !query.label && !query.list;
}

bool is_of_sender(const ContactQuery& query) {
  return query.sender && query.phone.empty() && query.search.empty() && !query.label && !query.list &&
         !query.status;
}

std::int64_t wanted_statuses(const ContactQuery& query) {
  if (query.status) return std::int64_t{1} << static_cast<int>(*query.status);
  return (std::int64_t{1} << static_cast<int>(ContactStatus::deleted)) - 1;
}

int beside(const ContactQuery& query) { return (query.labels ? 1 : 0) | (query.activity ? 2 : 0); }

template <class AnyRows>
void hand_over(const Reader& from, OrganizationId organization, AnyRows& rows,
               FunctionRef<void(const ContactRow&)> sink) {
  const ContactId id{rows.integer(0)};
  const bool has_labels = rows.integer(13) != 0;
  const auto labels =
      has_labels ? sql::packed_contact_labels(from.db, organization.value, id.value) : std::string();
  const auto given = rows.text(5);
  ContactRow row{.id = id,
                 .number = rows.integer(1),
                 .phone = rows.text(2),
                 .name = given.empty() ? rows.text(4) : given,
                 .username = rows.text(6),
                 .email = rows.text(7),
                 .attributes = rows.text(8),
                 .labels = labels,
                 .status = static_cast<ContactStatus>(rows.integer(9))};
  row.has_phone = rows.integer(3) == static_cast<int>(AliasKind::phone) && is_digits(row.phone);
  row.marketing_stopped = rows.integer(10) != 0;
  row.created_at = from_millis(rows.integer(11));
  const auto changed_at = rows.integer(12);
  row.updated_at = changed_at == 0 ? row.created_at : from_millis(changed_at);
  if (const auto at = rows.integer(14); at != 0) row.last_active_at = from_millis(at);
  sink(row);
}

// What lies behind `after` in the order of the page.
sql::Stretch behind(const ContactQuery& query) {
  if (!query.after) return {};
  const auto at = to_millis(query.after->first);
  const auto number = query.after->second;
  if (query.descending) return {.until = {at, sql::number_tie(number)}};
  return {.from = {at, sql::number_tie(std::min(number, last - 1) + 1)}};
}

PageCount whole_page(const Reader& from, const ContactQuery& query,
                     FunctionRef<void(const ContactRow&)> sink) {
  const auto bits = wanted_statuses(query);
  const auto wanted = [bits](std::string_view kind) { return (bits >> sql::mark_of_kind(kind) & 1) != 0; };
  const auto organization = query.organization.value;
  const auto list = sql::ranked_list(from.db, sql::contacts_of(organization));
  const auto page = find_page(from.db, list, behind(query), query.offset, query.limit, query.descending,
                              wanted, sql::contact_walk(from.db, list.list));
  PageCount count{.total = page.total};
  for (const auto& [begin, until] : page.stretches) {
    auto rows = from.db.rows(query.descending ? contacts_down : contacts_up, organization, begin.at,
                             sql::number_of_tie(begin.tie), until.at, sql::number_of_tie(until.tie), bits,
                             query.limit - count.count, beside(query));
    for (; rows.next(); ++count.count) hand_over(from, query.organization, rows, sink);
  }
  return count;
}

// The place of `after` in the list of a number: by the conversation's number, not the contact's.
std::pair<std::int64_t, std::int64_t> place_of(const Reader& from, const ContactQuery& query) {
  if (!query.after) return query.descending ? std::pair{last, last} : std::pair{-last, -last};
  const auto organization = query.organization.value;
  const auto contact = sql::contact_of_number(from.db, organization, query.after->second);
  const auto number =
      sql::first_integer(from.db, conversation_with, organization, contact, query.sender->value);
  // Where it is gone, what began in the same millisecond is handed over again rather than left out.
  const auto gone = query.descending ? last : -last;
  return {to_millis(query.after->first), number == 0 ? gone : number};
}

PageCount page_of_sender(const Reader& from, const ContactQuery& query,
                         FunctionRef<void(const ContactRow&)> sink) {
  const auto organization = query.organization.value;
  PageCount count;
  if (query.counts) {
    const auto list = sql::ranked_list(from.db, sql::conversations_of(organization, query.sender->value));
    count.total = sql::Tally::read(list.tally).total();
    count.total -= sql::first_integer(from.db, deleted_of_sender, organization, query.sender->value);
  }
  const auto [at, number] = place_of(from, query);
  auto rows =
      from.db.rows(query.descending ? of_sender_down : of_sender_up, organization, query.sender->value, at,
                   number, wanted_statuses(query), query.limit, query.offset, beside(query));
  for (; rows.next(); ++count.count) hand_over(from, query.organization, rows, sink);
  return count;
}

sql::Condition condition_of(const Reader& from, const ContactQuery& query) {
  const auto organization = query.organization.value;
  sql::Condition where;
  where.also("c.organization = ? AND (? >> c.status) & 1 = 1 AND c.number <> 0", organization,
             wanted_statuses(query));
  if (query.sender) {
    where.also("v.organization = ? AND v.contact = c.id AND v.sender = ?", organization, query.sender->value);
  }
  if (!query.phone.empty()) {
    where.also("c.id = ?", sql::contact_of_phone(from.db, organization, query.phone));
  }
  if (query.label) {
    where.also("c.id IN (SELECT contact FROM contact_label WHERE organization = ? AND label = ?)",
               organization, query.label->value);
  }
  if (query.list) {
    where.also("c.id IN (SELECT contact FROM contact_list_member WHERE organization = ? AND list = ?)",
               organization, query.list->value);
  }
  if (!query.search.empty()) {
    where.also(
        "(instr(fold(CASE WHEN c.given_name <> '' THEN c.given_name ELSE c.name END), fold(?)) > 0 "
        "OR instr(c.phone, ?) > 0 OR instr(fold(c.email), fold(?)) > 0)",
        query.search, query.search, query.search);
  }
  return where;
}

PageCount walked_page(const Reader& from, const ContactQuery& query,
                      FunctionRef<void(const ContactRow&)> sink) {
  auto where = condition_of(from, query);
  const std::string tables =
      query.sender ? " FROM contact c, conversation v WHERE " : " FROM contact c WHERE ";
  const std::string at = query.sender ? "v.created_at" : "c.created_at";
  const std::string number = query.sender ? "v.number" : "c.number";
  PageCount count;
  if (query.counts) {
    auto rows = where.rows(from.db, "SELECT count(*)" + tables, "");
    if (rows.next()) count.total = rows.integer(0);
    if (count.total == 0) return count;
  }
  if (query.after) {
    const auto place =
        query.sender ? place_of(from, query) : std::pair{to_millis(query.after->first), query.after->second};
    where.also("(" + at + ", " + number + (query.descending ? ") < (?, ?)" : ") > (?, ?)"), place.first,
               place.second);
  }
  const std::string direction = query.descending ? " DESC" : "";
  const auto order = " ORDER BY " + at + direction + ", " + number + direction + " LIMIT ? OFFSET ?";
  const std::string labels =
      "EXISTS (SELECT 1 FROM contact_label k WHERE k.organization = c.organization AND k.contact = c.id)";
  const std::string activity =
      "(SELECT max(h.last_inbound_at) FROM conversation h "
      "WHERE h.organization = c.organization AND h.contact = c.id)";
  const auto select = "SELECT " + std::string(columns) + at + ", c.changed_at, " +
                      (query.labels ? labels : "NULL") + ", " + (query.activity ? activity : "NULL") + tables;
  auto rows = where.rows(from.db, select, order, query.limit, query.offset);
  for (; rows.next(); ++count.count) hand_over(from, query.organization, rows, sink);
  return count;
}

}  // namespace

PageCount contacts(const Reader& from, const ContactQuery& query, FunctionRef<void(const ContactRow&)> sink) {
  if (is_whole(query)) return whole_page(from, query, sink);
  if (is_of_sender(query)) return page_of_sender(from, query, sink);
  return walked_page(from, query, sink);
}

bool is_light(const ContactQuery& query) {
  if (!query.phone.empty()) return true;
  return is_whole(query) || (is_of_sender(query) && query.offset <= short_walk);
}

bool contact(const Reader& from, OrganizationId organization, std::int64_t number,
             FunctionRef<void(const ContactRow&)> sink) {
  auto rows = from.db.rows(contact_called, organization.value, number);
  if (!rows.next() || rows.integer(9) == static_cast<int>(ContactStatus::deleted)) return false;
  hand_over(from, organization, rows, sink);
  return true;
}

}  // namespace parley
