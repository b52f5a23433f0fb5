// Named sets of contacts.

#include "store/contact_lists.h"

#include "base/problem.h"
#include "base/text.h"
#include "store/sql/answers.h"
#include "store/sql/contact_ids.h"
#include "store/sql/ids.h"
#include "store/sql/list_members.h"
#include "store/sql/nearer_end.h"
#include "store/sql/of_many.h"
#include "store/sql/organizations.h"
#include "store/sql/recorder.h"

#include <algorithm>
#include <map>

namespace parley {
namespace {

using sql::Query;

constexpr Query count_lists{"SELECT count(*) FROM contact_list WHERE organization = $1"};
constexpr Query lists_down{
    "SELECT id, name, description, contacts, created_at FROM contact_list WHERE organization = $1 "
    "ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3"};
constexpr Query lists_up{
    "SELECT id, name, description, contacts, created_at FROM contact_list WHERE organization = $1 "
    "ORDER BY created_at, id LIMIT $2 OFFSET $3"};
constexpr Query count_lists_of{
    "SELECT count(*) FROM contact_list_member WHERE organization = $1 AND contact = $2"};
constexpr Query lists_of_down{
    "SELECT l.id, l.name, l.description, l.contacts, l.created_at FROM contact_list_member m "
    "CROSS JOIN contact_list l WHERE m.organization = $1 AND m.contact = $4 AND l.organization = m.organization "
    "AND l.id = m.list ORDER BY l.created_at DESC, l.id DESC LIMIT $2 OFFSET $3"};
constexpr Query lists_of_up{
    "SELECT l.id, l.name, l.description, l.contacts, l.created_at FROM contact_list_member m "
    "CROSS JOIN contact_list l WHERE m.organization = $1 AND m.contact = $4 AND l.organization = m.organization "
    "AND l.id = m.list ORDER BY l.created_at, l.id LIMIT $2 OFFSET $3"};
constexpr Query list_by_id{
    "SELECT id, name, description, contacts, created_at FROM contact_list WHERE organization = $1 AND id = $2"};
constexpr Query memberships_of{
    "SELECT contact, list FROM contact_list_member WHERE organization = $1 "
    "AND contact IN ("
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, "
    "$43, $44, $45, $46, $47, $48, $49, $50, $51 "
    ")"};
constexpr Query labels_of_list{
    "SELECT label FROM contact_list_label WHERE organization = $1 AND list = $2 ORDER BY label"};
constexpr Query insert_list{
    "INSERT INTO contact_list (organization, id, name, description, created_at) VALUES ($1, $2, $3, $4, $5)"};
constexpr Query update_list{
    "UPDATE contact_list SET name = $3, description = $4 WHERE organization = $1 AND id = $2"};
constexpr Query delete_list{"DELETE FROM contact_list WHERE organization = $1 AND id = $2"};
constexpr Query delete_members{"DELETE FROM contact_list_member WHERE organization = $1 AND list = $2"};
constexpr Query delete_list_labels{"DELETE FROM contact_list_label WHERE organization = $1 AND list = $2"};
constexpr Query put_list_label{
    "INSERT INTO contact_list_label (organization, list, label) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, list, label) DO NOTHING"};

ContactListRow row_of(const Reader& from, OrganizationId organization, sql::Rows& rows) {
  ContactListRow row{.id = {rows.integer(0)},
                     .name = std::string(rows.text(1)),
                     .description = std::string(rows.text(2)),
                     .contacts = rows.integer(3),
                     .labels = {},
                     .created_at = from_millis(rows.integer(4))};
  auto labels = from.db.rows(labels_of_list, organization.value, row.id.value);
  while (labels.next()) row.labels.push_back({labels.integer(0)});
  return row;
}

void need_text(const Reader& from, OrganizationId organization, const ContactListText& text) {
  if (trimmed(text.name).empty()) throw Problem::invalid("name", "a list of contacts needs a name");
  sql::need_labels(from.db, organization, text.labels);
}

void put_labels(const Transaction& in, OrganizationId organization, ContactListId id,
                const std::vector<LabelId>& labels) {
  for (const auto label : labels) in.db.run(put_list_label, organization.value, id.value, label.value);
}

}  // namespace

PageCount contact_lists(const Reader& from, const ContactListQuery& query,
                        FunctionRef<void(const ContactListRow&)> sink) {
  const auto organization = query.organization.value;
  if (!query.contact) {
    const auto total = sql::first_integer(from.db, count_lists, organization);
    const auto read = [&](bool descending, std::int64_t limit, std::int64_t offset) {
      return from.db.rows(descending ? lists_down : lists_up, organization, limit, offset);
    };
    const auto row = [&](sql::Rows& rows) { return row_of(from, query.organization, rows); };
    return sql::from_nearer_end({total, query.descending, query.offset, query.limit}, read, row, sink);
  }
  const auto contact = sql::contact_of_number(from.db, organization, *query.contact);
  PageCount count{.total = sql::first_integer(from.db, count_lists_of, organization, contact)};
  auto rows = from.db.rows(query.descending ? lists_of_down : lists_of_up, organization, query.limit,
                           query.offset, contact);
  for (; rows.next(); ++count.count) sink(row_of(from, query.organization, rows));
  return count;
}

std::optional<ContactListRow> contact_list(const Reader& from, OrganizationId organization,
                                           ContactListId id) {
  auto rows = from.db.rows(list_by_id, organization.value, id.value);
  if (!rows.next()) return std::nullopt;
  return row_of(from, organization, rows);
}

void lists_of_contacts(const Reader& from, OrganizationId organization, std::span<const ContactId> contacts,
                       FunctionRef<void(ContactId, const ContactListRow&)> sink) {
  std::vector<std::pair<ContactId, ContactListId>> memberships;
  std::map<ContactListId, std::optional<ContactListRow>> lists;
  const auto take = [&](sql::Rows& rows) {
    memberships.push_back({{rows.integer(0)}, {rows.integer(1)}});
    lists.try_emplace(memberships.back().second);
  };
  sql::each_of_many(from.db, memberships_of, organization.value, contacts, take);
  for (auto& [id, list] : lists) list = contact_list(from, organization, id);
  std::erase_if(memberships, [&](const auto& each) { return !lists[each.second]; });
  const auto place = [&](const auto& each) { return std::pair(lists[each.second]->created_at, each.second); };
  std::sort(memberships.begin(), memberships.end(),
            [&](const auto& a, const auto& b) { return place(a) > place(b); });
  for (const auto& [contact, list] : memberships) sink(contact, *lists[list]);
}

ContactListId add_contact_list(Transaction& in, OrganizationId organization, const ContactListText& text,
                               const std::vector<std::int64_t>& contacts) {
  sql::need_organization(in.db, organization);
  need_text(in, organization, text);
  std::vector<std::int64_t> rows;
  rows.reserve(contacts.size());
  for (const auto number : contacts) rows.push_back(sql::need_contact(in.db, organization, number));

  const ContactListId id{sql::next_id(in.db, "contact_list")};
  in.db.run(insert_list, organization.value, id.value, text.name, text.description, to_millis(in.now));
  put_labels(in, organization, id, text.labels);
  for (const auto contact : rows) sql::join_list(in.db, organization.value, id.value, contact);
  in.event(organization, EventKind::contact_list_changed);
  return id;
}

void change_contact_list(Transaction& in, OrganizationId organization, ContactListId id,
                         const ContactListText& text) {
  sql::need_lists(in.db, organization, {id});
  need_text(in, organization, text);
  in.db.run(update_list, organization.value, id.value, text.name, text.description);
  in.db.run(delete_list_labels, organization.value, id.value);
  put_labels(in, organization, id, text.labels);
  in.event(organization, EventKind::contact_list_changed);
}

void remove_contact_list(Transaction& in, OrganizationId organization, ContactListId id) {
  sql::need_lists(in.db, organization, {id});
  for (const auto* query : {&delete_members, &delete_list_labels, &delete_list}) {
    in.db.run(*query, organization.value, id.value);
  }
  in.event(organization, EventKind::contact_list_changed);
}

}  // namespace parley
