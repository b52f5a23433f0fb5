#include "store/sql/contact_ids.h"

#include "base/problem.h"
#include "domain/identity.h"
#include "store/contacts.h"
#include "store/sql/answers.h"

namespace parley::sql {
namespace {

constexpr Query alias_of_number{"SELECT contact FROM contact_alias WHERE organization = $1 AND number = $2"};
constexpr Query contact_of_alias{
    "SELECT contact FROM contact_alias WHERE organization = $1 AND kind = $2 AND key = $3"};
constexpr Query contact_status{"SELECT status FROM contact WHERE organization = $1 AND id = $2"};
constexpr Query find_label{"SELECT 1 FROM label WHERE organization = $1 AND id = $2"};
constexpr Query find_list{"SELECT 1 FROM contact_list WHERE organization = $1 AND id = $2"};

}  // namespace

std::int64_t contact_of_number(Connection& db, std::int64_t organization, std::int64_t number) {
  return first_integer(db, alias_of_number, organization, number);
}

std::int64_t need_contact(Connection& db, OrganizationId organization, std::int64_t number) {
  const auto contact = contact_of_number(db, organization.value, number);
  auto rows = db.rows(contact_status, organization.value, contact);
  if (!rows.next() || rows.integer(0) == static_cast<int>(ContactStatus::deleted)) {
    throw Problem::not_found("contact");
  }
  return contact;
}

std::int64_t contact_of_phone(Connection& db, std::int64_t organization, std::string_view phone) {
  return first_integer(db, contact_of_alias, organization, static_cast<int>(AliasKind::phone),
                       phone_key(phone));
}

bool has_label(Connection& db, OrganizationId organization, LabelId label) {
  return exists(db, find_label, organization.value, label.value);
}

void need_labels(Connection& db, OrganizationId organization, const std::vector<LabelId>& labels) {
  for (const auto label : labels) {
    if (!has_label(db, organization, label)) throw Problem::not_found("label");
  }
}

void need_lists(Connection& db, OrganizationId organization, const std::vector<ContactListId>& lists) {
  for (const auto list : lists) {
    if (!exists(db, find_list, organization.value, list.value)) throw Problem::not_found("contact list");
  }
}

}  // namespace parley::sql
