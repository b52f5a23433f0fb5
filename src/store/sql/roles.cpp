#include "store/sql/roles.h"

#include "base/problem.h"
#include "base/text.h"
#include "store/sql/ids.h"
#include "store/sql/nearer_end.h"

#include <algorithm>
#include <tuple>

namespace parley {
namespace sql {
namespace {

constexpr Query all_roles{
    "SELECT id, name, description, permissions, created_at FROM role WHERE organization = $1 "
    "ORDER BY created_at, id"};
constexpr Query page_of_roles{
    "SELECT id, name, description, permissions, created_at FROM role WHERE organization = $1 "
    "ORDER BY created_at, id LIMIT $2 OFFSET $3"};
constexpr Query page_of_roles_down{
    "SELECT id, name, description, permissions, created_at FROM role WHERE organization = $1 "
    "ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3"};
constexpr Query count_roles{"SELECT count(*) FROM role WHERE organization = $1"};
constexpr Query role_of_id{
    "SELECT id, name, description, permissions, created_at FROM role WHERE organization = $1 AND id = $2"};
constexpr Query role_named{"SELECT id FROM role WHERE organization = $1 AND name = $2"};
constexpr Query insert_role{
    "INSERT INTO role (organization, id, name, description, permissions, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Query update_role{
    "UPDATE role SET name = $3, description = $4, permissions = $5 WHERE organization = $1 AND id = $2"};
constexpr Query drop_role{"DELETE FROM role WHERE organization = $1 AND id = $2"};
constexpr Query drop_members_of_role{"DELETE FROM member_role WHERE organization = $1 AND role = $2"};
constexpr Query roles_of{
    "SELECT r.id, r.name, r.description, r.permissions, r.created_at FROM member_role m "
    "JOIN role r ON r.organization = m.organization AND r.id = m.role "
    "WHERE m.organization = $1 AND m.membership = $2"};

Role read_role(Rows& rows) {
  return {
      .id = {rows.integer(0)},
      .name = std::string(rows.text(1)),
      .description = std::string(rows.text(2)),
      .permissions = static_cast<std::uint64_t>(rows.integer(3)),
      .created_at = from_millis(rows.integer(4)),
  };
}

void check(const Transaction& in, OrganizationId organization, const Role& role) {
  if (trimmed(role.name).empty() || !is_storable_utf8(role.name)) {
    throw Problem::invalid("name", "A role needs a name");
  }
  const auto other = first_integer(in.db, role_named, organization.value, role.name);
  if (other != 0 && other != role.id.value) {
    throw Problem(Problem::Kind::conflict, "role", "There is a role of this name already");
  }
}

}  // namespace

std::map<std::int64_t, Role> all_roles_of(Connection& db, OrganizationId organization) {
  std::map<std::int64_t, Role> found;
  auto rows = db.rows(all_roles, organization.value);
  while (rows.next()) found.emplace(rows.integer(0), read_role(rows));
  return found;
}

std::vector<Role> roles_of_member(Connection& db, OrganizationId organization, MemberId member) {
  std::vector<Role> found;
  {
    auto rows = db.rows(roles_of, organization.value, member.value);
    while (rows.next()) found.push_back(read_role(rows));
  }
  oldest_first(found);
  return found;
}

void oldest_first(std::vector<Role>& roles) {
  std::ranges::sort(roles, {}, [](const Role& role) { return std::tuple(role.created_at, role.id); });
}

std::uint64_t permissions_of(Connection& db, std::int64_t organization, std::int64_t member) {
  std::uint64_t permissions = 0;
  auto rows = db.rows(roles_of, organization, member);
  while (rows.next()) permissions |= static_cast<std::uint64_t>(rows.integer(3));
  return permissions;
}

}  // namespace sql

PageCount roles(const Reader& from, const ListPage& page, FunctionRef<void(const Role&)> sink) {
  const auto organization = page.organization.value;
  const auto total = sql::first_integer(from.db, sql::count_roles, organization);
  const auto read = [&](bool descending, std::int64_t limit, std::int64_t offset) {
    return from.db.rows(descending ? sql::page_of_roles_down : sql::page_of_roles, organization, limit,
                        offset);
  };
  return sql::from_nearer_end({total, page.descending, page.offset, page.limit}, read, sql::read_role, sink);
}

std::optional<Role> role(const Reader& from, OrganizationId organization, RoleId id) {
  auto rows = from.db.rows(sql::role_of_id, organization.value, id.value);
  if (!rows.next()) return std::nullopt;
  return sql::read_role(rows);
}

RoleId add_role(Transaction& in, OrganizationId organization, const Role& role) {
  auto added = role;
  added.id = {};
  sql::check(in, organization, added);
  added.id = {sql::next_id(in.db, "role")};
  in.db.run(sql::insert_role, organization.value, added.id.value, added.name, added.description,
            static_cast<std::int64_t>(added.permissions), to_millis(in.now));
  in.changed_setup();
  return added.id;
}

void change_role(Transaction& in, OrganizationId organization, const Role& changed) {
  if (!role(in, organization, changed.id)) throw Problem::not_found("role");
  sql::check(in, organization, changed);
  in.db.run(sql::update_role, organization.value, changed.id.value, changed.name, changed.description,
            static_cast<std::int64_t>(changed.permissions));
  in.changed_setup();
}

void remove_role(Transaction& in, OrganizationId organization, RoleId id) {
  if (!role(in, organization, id)) throw Problem::not_found("role");
  in.db.run(sql::drop_members_of_role, organization.value, id.value);
  in.db.run(sql::drop_role, organization.value, id.value);
  in.changed_setup();
}

}  // namespace parley
