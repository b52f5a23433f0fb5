// By what people are known.

#include "store/names.h"

#include "base/text.h"
#include "store/contacts.h"
#include "store/sql/of_many.h"

#include <algorithm>
#include <map>

namespace parley {
namespace {

using sql::Query;

constexpr Query names_of{
    "SELECT n.number, c.username, c.name, c.given_name, a.kind, a.value FROM contact_alias n CROSS JOIN contact c "
    "CROSS JOIN contact_alias a WHERE n.organization = $1 AND n.number IN ("
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, "
    "$42, $43, $44, $45, $46, $47, $48, $49, $50, $51 "
    ") AND c.organization = n.organization AND c.id = n.contact AND a.organization = n.organization "
    "AND a.contact = n.contact ORDER BY a.first_at, a.value"};
constexpr Query contact_of_alias{
    "SELECT c.number, c.status FROM contact_alias a CROSS JOIN contact c WHERE a.organization = $1 AND a.kind = $2 "
    "AND a.key = $3 AND c.organization = a.organization AND c.id = a.contact"};

void note(Identity& identity, AliasKind kind, std::string_view value) {
  switch (kind) {
    case AliasKind::phone: identity.phone = value; break;
    case AliasKind::bsuid: identity.bsuid = value; break;
    case AliasKind::parent: identity.parent = value; break;
    case AliasKind::group: identity.group = value; break;
  }
}

}  // namespace

std::vector<KnownAs> known_as(const Reader& from, OrganizationId organization,
                              std::span<const ContactNumber> contacts) {
  std::map<std::int64_t, KnownAs> found;
  const auto take = [&](sql::Rows& rows) {
    auto& known = found[rows.integer(0)];
    known.contact = {rows.integer(0)};
    known.username = rows.text(1);
    known.profile_name = rows.text(2);
    known.given_name = rows.text(3);
    note(known.identity, static_cast<AliasKind>(rows.integer(4)), rows.text(5));
  };
  sql::each_of_many(from.db, names_of, organization.value, contacts, take);
  std::vector<KnownAs> told;
  for (auto& [contact, known] : found) told.push_back(std::move(known));
  return told;
}

std::optional<std::int64_t> contact_known_as(const Reader& from, OrganizationId organization,
                                             std::string_view identifier) {
  for (const auto kind : {AliasKind::phone, AliasKind::bsuid, AliasKind::parent, AliasKind::group}) {
    const auto key = kind == AliasKind::phone ? phone_key(identifier) : std::string(identifier);
    auto rows = from.db.rows(contact_of_alias, organization.value, static_cast<int>(kind), key);
    if (rows.next() && rows.integer(1) != static_cast<int>(ContactStatus::deleted)) return rows.integer(0);
  }
  return std::nullopt;
}

}  // namespace parley
