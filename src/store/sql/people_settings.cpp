// What was set here of a contact, beside what WhatsApp says of it: read, written, passed on when contacts join.

#include "store/sql/list_members.h"
#include "store/sql/people.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query settings_of{
    "SELECT given_name, email, attributes, status, changed_at, given_phone, given_phone_at FROM contact "
    "WHERE organization = $1 AND id = $2"};
constexpr Query put_settings{
    "UPDATE contact SET given_name = $3, email = $4, attributes = $5, status = $6, changed_at = $7, given_phone = $8, "
    "given_phone_at = $9 WHERE organization = $1 AND id = $2"};
constexpr Query place_of{
    "SELECT created_at, number, status FROM contact WHERE organization = $1 AND id = $2"};
constexpr Query status_of{"SELECT status, changed_at FROM contact WHERE organization = $1 AND id = $2"};
constexpr Query pass_contact_labels{
    "INSERT INTO contact_label (organization, label, contact) "
    "SELECT organization, label, $3 FROM contact_label WHERE organization = $1 AND contact = $2 "
    "ON CONFLICT (organization, label, contact) DO NOTHING"};
constexpr Query drop_contact_labels{"DELETE FROM contact_label WHERE organization = $1 AND contact = $2"};

}  // namespace

ContactPlace People::place(std::int64_t organization, std::int64_t contact) {
  auto rows = db_.rows(place_of, organization, contact);
  if (!rows.next()) return {};
  return {.created_at = rows.integer(0), .number = rows.integer(1), .status = rows.integer(2)};
}

ContactSettings People::settings(std::int64_t organization, std::int64_t contact) {
  ContactSettings set;
  auto rows = db_.rows(settings_of, organization, contact);
  if (!rows.next()) return set;
  set.given_name = rows.text(0);
  set.email = rows.text(1);
  set.attributes = rows.text(2);
  set.status = static_cast<ContactStatus>(rows.integer(3));
  set.changed_at = rows.integer(4);
  set.given_phone = rows.text(5);
  set.given_phone_at = rows.integer(6);
  return set;
}

void People::set(std::int64_t organization, std::int64_t contact, const ContactSettings& set) {
  made_.erase({organization, contact});
  const auto before = place(organization, contact);
  db_.run(put_settings, organization, contact, set.given_name, set.email, set.attributes,
          static_cast<int>(set.status), set.changed_at, set.given_phone, set.given_phone_at);
  auto after = before;
  after.status = static_cast<int>(set.status);
  rank_.move(organization, before, after);
}

void People::expect_heard(std::int64_t organization, std::int64_t contact) {
  if (!made_.contains({organization, contact})) db_.ahead(status_of, organization, contact);
}

void People::heard(std::int64_t organization, std::int64_t contact, std::int64_t at) {
  if (made_.contains({organization, contact})) return;
  {
    auto rows = db_.rows(status_of, organization, contact);
    if (!rows.next() || rows.integer(0) != static_cast<int>(ContactStatus::deleted)) return;
    constexpr std::int64_t second = 1'000;  // Meta's times are whole ones
    if (at / second < rows.integer(1) / second) return;
  }
  auto back = settings(organization, contact);
  back.status = ContactStatus::active;
  set(organization, contact, back);
  returned_.push_back({organization, contact});
}

void People::pass_on(std::int64_t organization, std::int64_t contact, std::int64_t heir) {
  const auto gone = settings(organization, contact);
  auto stays = settings(organization, heir);
  const auto fill = [](std::string& into, const std::string& other) {
    if (into.empty()) into = other;
  };
  // Who was deleted brings nothing along, and does not hide who was not.
  const bool is_deleted = stays.status == ContactStatus::deleted;
  const bool takes_status = is_deleted || stays.changed_at == 0;
  if (gone.changed_at != 0 && gone.status != ContactStatus::deleted) {
    if (takes_status) stays.status = gone.status;
  } else if (gone.changed_at == 0 && is_deleted) {
    stays.status = ContactStatus::active;
  }
  fill(stays.given_name, gone.given_name);
  fill(stays.email, gone.email);
  fill(stays.attributes, gone.attributes);
  if (gone.given_phone_at > stays.given_phone_at) {
    stays.given_phone = gone.given_phone;
    stays.given_phone_at = gone.given_phone_at;
  }
  stays.changed_at = std::max(stays.changed_at, gone.changed_at);
  set(organization, heir, stays);

  db_.run(pass_contact_labels, organization, contact, heir);
  db_.run(drop_contact_labels, organization, contact);
  pass_memberships(db_, organization, contact, heir);
}

std::vector<People::Returned> People::flush() {
  rank_.flush();
  made_.clear();
  next_alias_.clear();
  next_contact_.clear();
  return std::exchange(returned_, {});
}

}  // namespace parley::sql
