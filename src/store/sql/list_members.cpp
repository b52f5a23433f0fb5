#include "store/sql/list_members.h"

#include "store/sql/answers.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query is_member{
    "SELECT 1 FROM contact_list_member WHERE organization = $1 AND list = $2 AND contact = $3"};
constexpr Query add_member{
    "INSERT INTO contact_list_member (organization, list, contact) VALUES ($1, $2, $3)"};
constexpr Query drop_member{
    "DELETE FROM contact_list_member WHERE organization = $1 AND list = $2 AND contact = $3"};
constexpr Query count_members{
    "UPDATE contact_list SET contacts = contacts + $3 WHERE organization = $1 AND id = $2"};
constexpr Query lists_of{"SELECT list FROM contact_list_member WHERE organization = $1 AND contact = $2"};

std::vector<std::int64_t> memberships(Connection& db, std::int64_t organization, std::int64_t contact) {
  std::vector<std::int64_t> lists;
  auto rows = db.rows(lists_of, organization, contact);
  while (rows.next()) lists.push_back(rows.integer(0));
  return lists;
}

}  // namespace

bool join_list(Connection& db, std::int64_t organization, std::int64_t list, std::int64_t contact) {
  if (exists(db, is_member, organization, list, contact)) return false;
  db.run(add_member, organization, list, contact);
  db.run(count_members, organization, list, 1);
  return true;
}

bool leave_list(Connection& db, std::int64_t organization, std::int64_t list, std::int64_t contact) {
  if (!exists(db, is_member, organization, list, contact)) return false;
  db.run(drop_member, organization, list, contact);
  db.run(count_members, organization, list, -1);
  return true;
}

void set_memberships(Connection& db, std::int64_t organization, std::int64_t contact,
                     const std::vector<ContactListId>& lists) {
  for (const auto list : memberships(db, organization, contact)) {
    if (std::find(lists.begin(), lists.end(), ContactListId{list}) == lists.end())
      leave_list(db, organization, list, contact);
  }
  for (const auto list : lists) join_list(db, organization, list.value, contact);
}

void pass_memberships(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to) {
  for (const auto list : memberships(db, organization, from)) {
    leave_list(db, organization, list, from);
    join_list(db, organization, list, to);
  }
}

}  // namespace parley::sql
