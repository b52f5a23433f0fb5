#include "store/sql/labels.h"

#include "store/sql/answers.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query labels{"SELECT id, uid, name FROM label WHERE organization = $1 ORDER BY name, uid"};
constexpr Query find_label_uid{"SELECT id FROM label WHERE organization = $1 AND uid = $2"};
constexpr Query copy_labels{
    "INSERT INTO conversation_label (organization, label, conversation) "
    "SELECT organization, label, $3 FROM conversation_label WHERE organization = $1 AND conversation = $2 "
    "ON CONFLICT (organization, label, conversation) DO NOTHING"};
constexpr Query drop_labels{"DELETE FROM conversation_label WHERE organization = $1 AND conversation = $2"};
constexpr Query labels_of{
    "SELECT l.uid, l.name FROM conversation_label c JOIN label l ON l.organization = c.organization AND l.id = c.label "
    "WHERE c.organization = $1 AND c.conversation = $2 ORDER BY l.name, l.uid"};
constexpr Query labels_of_contact{
    "SELECT l.uid, l.name FROM contact_label c JOIN label l ON l.organization = c.organization AND l.id = c.label "
    "WHERE c.organization = $1 AND c.contact = $2 ORDER BY l.name, l.uid"};
constexpr Query label_ids_of_contact{
    "SELECT label FROM contact_label WHERE organization = $1 AND contact = $2"};
constexpr Query is_on_contact{
    "SELECT 1 FROM contact_label WHERE organization = $1 AND label = $2 AND contact = $3"};
constexpr Query put_contact_label{
    "INSERT INTO contact_label (organization, label, contact) VALUES ($1, $2, $3)"};
constexpr Query take_contact_label{
    "DELETE FROM contact_label WHERE organization = $1 AND label = $2 AND contact = $3"};

std::string packed(Connection& db, const Query& of, std::int64_t organization, std::int64_t row) {
  std::string packed;
  auto rows = db.rows(of, organization, row);
  while (rows.next()) ((packed += rows.text(0)) += '\x1f').append(rows.text(1)) += '\x1e';
  return packed;
}

}  // namespace

std::vector<Label> read_labels(Connection& db, OrganizationId organization) {
  std::vector<Label> found;
  auto rows = db.rows(labels, organization.value);
  while (rows.next()) {
    found.push_back(
        {.id = {rows.integer(0)}, .uid = std::string(rows.text(1)), .name = std::string(rows.text(2))});
  }
  return found;
}

LabelId label_of_uid(Connection& db, OrganizationId organization, const std::string& uid) {
  return {first_integer(db, find_label_uid, organization.value, uid)};
}

std::string packed_labels(Connection& db, std::int64_t organization, std::int64_t conversation) {
  return packed(db, labels_of, organization, conversation);
}

std::string packed_contact_labels(Connection& db, std::int64_t organization, std::int64_t contact) {
  return packed(db, labels_of_contact, organization, contact);
}

void move_labels(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to) {
  db.run(copy_labels, organization, from, to);
  db.run(drop_labels, organization, from);
}

bool put_on_contact(Connection& db, std::int64_t organization, std::int64_t contact, LabelId label, bool on) {
  if (exists(db, is_on_contact, organization, label.value, contact) == on) return false;
  db.run(on ? put_contact_label : take_contact_label, organization, label.value, contact);
  return true;
}

void set_contact_labels(Connection& db, std::int64_t organization, std::int64_t contact,
                        const std::vector<LabelId>& wanted) {
  std::vector<LabelId> had;
  {
    auto rows = db.rows(label_ids_of_contact, organization, contact);
    while (rows.next()) had.push_back({rows.integer(0)});
  }
  for (const auto label : had) {
    if (std::find(wanted.begin(), wanted.end(), label) == wanted.end())
      put_on_contact(db, organization, contact, label, false);
  }
  for (const auto label : wanted) put_on_contact(db, organization, contact, label, true);
}

}  // namespace parley::sql
