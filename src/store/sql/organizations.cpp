#include "store/sql/organizations.h"

#include "base/problem.h"
#include "base/text.h"
#include "store/sql/answers.h"

namespace parley::sql {
namespace {

constexpr Query next_organization{"SELECT coalesce(max(id), 0) + 1 FROM organization"};
constexpr Query find_organization{"SELECT id FROM organization WHERE name = $1"};
constexpr Query organization_exists{"SELECT 1 FROM organization WHERE id = $1"};
constexpr Query active_organization{"SELECT 1 FROM organization WHERE id = $1 AND active = 1"};
constexpr Query insert_organization{
    "INSERT INTO organization (id, name, active, created_at, last_event) VALUES ($1, $2, 1, $3, 0)"};
constexpr Query organizations{"SELECT id, name, active, created_at FROM organization ORDER BY id"};
constexpr Query stats{
    "SELECT o.id, o.name, o.active, o.created_at, (SELECT count(*) FROM sender s WHERE s.organization = o.id), "
    "(SELECT count(*) FROM contact c WHERE c.organization = o.id), "
    "(SELECT count(*) FROM conversation v WHERE v.organization = o.id), "
    "(SELECT count(*) FROM message_key m WHERE m.organization = o.id AND m.message = 0), "
    "(SELECT count(*) FROM delivery d WHERE d.organization = o.id), "
    "(SELECT count(*) FROM delivery d WHERE d.organization = o.id AND d.outcome = 'unrouted') "
    "FROM organization o ORDER BY o.id"};
constexpr Query stats_of_none{
    "SELECT count(*), count(*) FILTER (WHERE outcome = 'unrouted') FROM delivery WHERE organization = 0"};

// Columns: id, name, active, created_at.
Organization read_organization(Rows& rows) {
  return {.id = {rows.integer(0)},
          .name = std::string(rows.text(1)),
          .active = rows.integer(2) != 0,
          .created_at = from_millis(rows.integer(3))};
}

}  // namespace

Organization add_organization(Connection& db, const std::string& name, Timestamp now) {
  if (trimmed(name).empty()) throw Problem::invalid("name", "an organization needs a name");
  if (exists(db, find_organization, name)) {
    throw Problem(Problem::Kind::conflict, "organization",
                  "there is an organization named " + name + " already");
  }
  Organization organization{
      .id = {first_integer(db, next_organization)}, .name = name, .active = true, .created_at = now};
  db.run(insert_organization, organization.id.value, name, to_millis(now));
  return organization;
}

std::vector<Organization> read_organizations(Connection& db) {
  std::vector<Organization> found;
  auto rows = db.rows(organizations);
  while (rows.next()) found.push_back(read_organization(rows));
  return found;
}

bool is_active(Connection& db, OrganizationId organization) {
  return exists(db, active_organization, organization.value);
}

void need_organization(Connection& db, OrganizationId organization) {
  if (!exists(db, organization_exists, organization.value)) throw Problem::not_found("organization");
}

std::vector<OrganizationStats> read_stats(Connection& db) {
  std::vector<OrganizationStats> found;
  {
    auto rows = db.rows(stats_of_none);
    rows.next();
    OrganizationStats none{.deliveries = rows.integer(0), .unrouted = rows.integer(1)};
    if (none.deliveries > 0) found.push_back(none);
  }
  auto rows = db.rows(stats);
  while (rows.next()) {
    OrganizationStats of{.organization = read_organization(rows)};
    of.senders = rows.integer(4);
    of.contacts = rows.integer(5);
    of.conversations = rows.integer(6);
    of.messages = rows.integer(7);
    of.deliveries = rows.integer(8);
    of.unrouted = rows.integer(9);
    found.push_back(of);
  }
  return found;
}

}  // namespace parley::sql
