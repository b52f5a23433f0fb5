// Who belongs to an organization, and the roles they have there.

#include "store/members.h"

#include "base/problem.h"
#include "store/sql/ids.h"
#include "store/sql/organizations.h"
#include "store/sql/roles.h"

#include <algorithm>
#include <map>

namespace parley {
namespace {

using sql::Query;
using sql::Rows;

constexpr std::int64_t most_members = 10'000;

constexpr Query all_members{
    "SELECT m.id, m.app_user, m.is_owner, m.created_at, u.name, u.email FROM membership m "
    "JOIN app_user u ON u.id = m.app_user WHERE m.organization = $1 ORDER BY m.created_at, m.id LIMIT $2"};
constexpr Query page_of_members{
    "SELECT m.id, m.app_user, m.is_owner, m.created_at, u.name, u.email FROM membership m "
    "JOIN app_user u ON u.id = m.app_user WHERE m.organization = $1 ORDER BY m.created_at, m.id "
    "LIMIT $2 OFFSET $3"};
constexpr Query page_of_members_down{
    "SELECT m.id, m.app_user, m.is_owner, m.created_at, u.name, u.email FROM membership m "
    "JOIN app_user u ON u.id = m.app_user WHERE m.organization = $1 ORDER BY m.created_at DESC, m.id DESC "
    "LIMIT $2 OFFSET $3"};
constexpr Query count_members{"SELECT count(*) FROM membership WHERE organization = $1"};
constexpr Query member_of_id{
    "SELECT m.id, m.app_user, m.is_owner, m.created_at, u.name, u.email FROM membership m "
    "JOIN app_user u ON u.id = m.app_user WHERE m.organization = $1 AND m.id = $2"};
constexpr Query memberships_of_user{
    "SELECT organization, id, is_owner FROM membership WHERE app_user = $1 ORDER BY created_at, id LIMIT 1000"};
constexpr Query membership_exists{"SELECT 1 FROM membership WHERE organization = $1 AND app_user = $2"};
constexpr Query insert_membership{
    "INSERT INTO membership (organization, id, app_user, is_owner, created_at) VALUES ($1, $2, $3, $4, $5)"};
constexpr Query other_owner{
    "SELECT 1 FROM membership WHERE organization = $1 AND is_owner = 1 AND id <> $2 LIMIT 1"};
constexpr Query update_owner{"UPDATE membership SET is_owner = $3 WHERE organization = $1 AND id = $2"};
constexpr Query drop_membership{"DELETE FROM membership WHERE organization = $1 AND id = $2"};
constexpr Query drop_roles_of_member{"DELETE FROM member_role WHERE organization = $1 AND membership = $2"};
constexpr Query put_role{"INSERT INTO member_role (organization, membership, role) VALUES ($1, $2, $3)"};
constexpr Query all_member_roles{
    "SELECT membership, role FROM member_role WHERE organization = $1 ORDER BY membership, role"};
constexpr Query drop_notifications{"DELETE FROM notification WHERE organization = $1 AND membership = $2"};
constexpr Query revoke_all_of_member{
    "UPDATE token SET revoked_at = $3 WHERE organization = $1 AND membership = $2 AND revoked_at IS NULL"};
constexpr Query conversations_of_member{
    "SELECT number FROM conversation WHERE organization = $1 AND assignee = $2 AND assignee <> 0"};
constexpr Query unassign_all{
    "UPDATE conversation SET assignee = 0 WHERE organization = $1 AND assignee = $2 AND assignee <> 0"};

Member read_member(Rows& rows) {
  return {
      .id = {rows.integer(0)},
      .user = {rows.integer(1)},
      .name = std::string(rows.text(4)),
      .email = std::string(rows.text(5)),
      .is_owner = rows.integer(2) != 0,
      .created_at = from_millis(rows.integer(3)),
  };
}

Member need_member(const Reader& from, OrganizationId organization, MemberId id) {
  auto found = member(from, organization, id);
  if (!found) throw Problem::not_found("member");
  return std::move(*found);
}

void keep_an_owner(const Transaction& in, OrganizationId organization, const Member& leaving) {
  if (!leaving.is_owner || sql::exists(in.db, other_owner, organization.value, leaving.id.value)) return;
  throw Problem(Problem::Kind::conflict, "last owner", "An organization must keep an owner");
}

}  // namespace

std::vector<Member> members(const Reader& from, OrganizationId organization) {
  std::vector<Member> found;
  std::map<std::int64_t, std::size_t> places;
  {
    auto rows = from.db.rows(all_members, organization.value, most_members);
    while (rows.next()) {
      places.emplace(rows.integer(0), found.size());
      found.push_back(read_member(rows));
    }
  }
  const auto known = sql::all_roles_of(from.db, organization);
  auto rows = from.db.rows(all_member_roles, organization.value);
  while (rows.next()) {
    const auto at = places.find(rows.integer(0));
    const auto role = known.find(rows.integer(1));
    if (at != places.end() && role != known.end()) found[at->second].roles.push_back(role->second);
  }
  for (auto& one : found) sql::oldest_first(one.roles);
  return found;
}

PageCount members(const Reader& from, const ListPage& page, FunctionRef<void(const Member&)> sink) {
  std::vector<Member> found;
  {
    const auto& query = page.descending ? page_of_members_down : page_of_members;
    auto rows = from.db.rows(query, page.organization.value, page.limit, page.offset);
    while (rows.next()) found.push_back(read_member(rows));
  }
  for (auto& one : found) {
    one.roles = sql::roles_of_member(from.db, page.organization, one.id);
    sink(one);
  }
  return {.total = sql::first_integer(from.db, count_members, page.organization.value),
          .count = std::ssize(found)};
}

std::optional<Member> member(const Reader& from, OrganizationId organization, MemberId id) {
  std::optional<Member> found;
  {
    auto rows = from.db.rows(member_of_id, organization.value, id.value);
    if (!rows.next()) return std::nullopt;
    found = read_member(rows);
  }
  found->roles = sql::roles_of_member(from.db, organization, id);
  return found;
}

std::vector<MembershipRow> memberships(const Reader& from, UserId user) {
  std::vector<MembershipRow> found;
  auto rows = from.db.rows(memberships_of_user, user.value);
  while (rows.next()) {
    if (!sql::is_active(from.db, {rows.integer(0)})) continue;
    found.push_back({{rows.integer(0)}, {rows.integer(1)}, rows.integer(2) != 0});
  }
  return found;
}

MemberId add_member(Transaction& in, OrganizationId organization, UserId who, bool is_owner) {
  if (!user(in, who)) throw Problem::not_found("user");
  if (sql::exists(in.db, membership_exists, organization.value, who.value)) {
    throw Problem(Problem::Kind::conflict, "member", "The user is a member of the organization already");
  }
  const MemberId id{sql::next_id(in.db, "membership")};
  in.db.run(insert_membership, organization.value, id.value, who.value, is_owner, to_millis(in.now));
  in.changed_setup();
  return id;
}

void set_owner(Transaction& in, OrganizationId organization, MemberId id, bool is_owner) {
  const auto stored = need_member(in, organization, id);
  if (stored.is_owner == is_owner) return;
  if (!is_owner) keep_an_owner(in, organization, stored);
  in.db.run(update_owner, organization.value, id.value, is_owner);
  in.changed_setup();
}

void set_roles(Transaction& in, OrganizationId organization, MemberId id, const std::vector<RoleId>& roles) {
  need_member(in, organization, id);
  auto wanted = roles;
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for (const auto one : wanted) {
    if (!role(in, organization, one)) throw Problem::not_found("role");
  }
  in.db.run(drop_roles_of_member, organization.value, id.value);
  for (const auto one : wanted) in.db.run(put_role, organization.value, id.value, one.value);
  in.changed_setup();
}

void remove_member(Transaction& in, OrganizationId organization, MemberId id) {
  keep_an_owner(in, organization, need_member(in, organization, id));
  in.settle();  // conversations in memory hold their assignee too
  std::vector<std::int64_t> numbers;
  {
    auto rows = in.db.rows(conversations_of_member, organization.value, id.value);
    while (rows.next()) numbers.push_back(rows.integer(0));
  }
  std::ranges::sort(numbers);
  in.db.run(unassign_all, organization.value, id.value);
  for (const auto number : numbers) in.event(organization, EventKind::conversation_assigned, number);
  in.db.run(drop_roles_of_member, organization.value, id.value);
  in.db.run(drop_notifications, organization.value, id.value);
  in.db.run(revoke_all_of_member, organization.value, id.value, to_millis(in.now));
  in.db.run(drop_membership, organization.value, id.value);
  in.changed_setup();
}

}  // namespace parley
