// What an organization says of itself.

#include "base/problem.h"
#include "base/text.h"
#include "store/members.h"
#include "store/sql/answers.h"
#include "store/sql/organizations.h"

namespace parley {
namespace {

using sql::Query;

constexpr Query text_of_organization{
    "SELECT name, description, website, created_at FROM organization WHERE id = $1"};
constexpr Query organization_named{"SELECT id FROM organization WHERE name = $1"};
constexpr Query update_text{
    "UPDATE organization SET name = $2, description = $3, website = $4 WHERE id = $1"};

void put_text(Transaction& in, OrganizationId organization, const OrganizationText& text) {
  in.db.run(update_text, organization.value, text.name, text.description, text.website);
  in.changed_setup();
}

}  // namespace

std::optional<OrganizationText> organization_text(const Reader& from, OrganizationId organization) {
  auto rows = from.db.rows(text_of_organization, organization.value);
  if (!rows.next()) return std::nullopt;
  return OrganizationText{.name = std::string(rows.text(0)),
                          .description = std::string(rows.text(1)),
                          .website = std::string(rows.text(2)),
                          .created_at = from_millis(rows.integer(3))};
}

OrganizationId add_organization(Transaction& in, const OrganizationText& text) {
  const auto added = sql::add_organization(in.db, text.name, in.now).id;
  put_text(in, added, text);
  return added;
}

void change_organization(Transaction& in, OrganizationId organization, const OrganizationText& text) {
  if (!organization_text(in, organization)) throw Problem::not_found("organization");
  if (trimmed(text.name).empty()) throw Problem::invalid("name", "an organization needs a name");
  const auto other = sql::first_integer(in.db, organization_named, text.name);
  if (other != 0 && other != organization.value) {
    throw Problem(Problem::Kind::conflict, "organization",
                  "there is an organization named " + text.name + " already");
  }
  put_text(in, organization, text);
}

}  // namespace parley
