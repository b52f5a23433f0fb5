#include "store/sql/labels.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"
#include "store/sql/answers.h"
#include "store/sql/organizations.h"

namespace parley::sql {
namespace {

constexpr Query next_label{"SELECT coalesce(max(id), 0) + 1 FROM label"};
constexpr Query find_label_name{"SELECT 1 FROM label WHERE organization = $1 AND name = $2"};
constexpr Query insert_label{"INSERT INTO label (organization, id, uid, name) VALUES ($1, $2, $3, $4)"};
constexpr Query labels{"SELECT id, uid, name FROM label WHERE organization = $1 ORDER BY name, uid"};
constexpr Query label_of_uid{"SELECT id FROM label WHERE organization = $1 AND uid = $2"};
constexpr Query conversation_exists{"SELECT 1 FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query put_on{
    "INSERT INTO conversation_label (organization, label, conversation) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, label, conversation) DO NOTHING"};
constexpr Query take_off{
    "DELETE FROM conversation_label WHERE organization = $1 AND label = $2 AND conversation = $3"};
constexpr Query copy_labels{
    "INSERT INTO conversation_label (organization, label, conversation) "
    "SELECT organization, label, $3 FROM conversation_label WHERE organization = $1 AND conversation = $2 "
    "ON CONFLICT (organization, label, conversation) DO NOTHING"};
constexpr Query drop_labels{"DELETE FROM conversation_label WHERE organization = $1 AND conversation = $2"};
constexpr Query labels_of{
    "SELECT l.uid, l.name FROM conversation_label c JOIN label l ON l.organization = c.organization AND l.id = c.label "
    "WHERE c.organization = $1 AND c.conversation = $2 ORDER BY l.name, l.uid"};

}  // namespace

Label add_label(Connection& db, OrganizationId organization, const std::string& name) {
  need_organization(db, organization);
  if (trimmed(name).empty()) throw Problem::invalid("name", "a label needs a name");
  if (exists(db, find_label_name, organization.value, name)) {
    throw Problem(Problem::Kind::conflict, "label", "there is a label named " + name + " already");
  }
  Label label{
      .id = {first_integer(db, next_label)}, .uid = "lbl_" + ascii_lower(random_symbols(12)), .name = name};
  db.run(insert_label, organization.value, label.id.value, label.uid, label.name);
  return label;
}

std::vector<Label> read_labels(Connection& db, OrganizationId organization) {
  std::vector<Label> found;
  auto rows = db.rows(labels, organization.value);
  while (rows.next()) {
    found.push_back(
        {.id = {rows.integer(0)}, .uid = std::string(rows.text(1)), .name = std::string(rows.text(2))});
  }
  return found;
}

bool set_label(Connection& db, OrganizationId organization, std::int64_t conversation, const std::string& uid,
               bool on) {
  const auto label = first_integer(db, label_of_uid, organization.value, uid);
  if (label == 0 || !exists(db, conversation_exists, organization.value, conversation)) return false;
  db.run(on ? put_on : take_off, organization.value, label, conversation);
  return true;
}

std::string packed_labels(Connection& db, std::int64_t organization, std::int64_t conversation) {
  std::string packed;
  auto rows = db.rows(labels_of, organization, conversation);
  while (rows.next()) ((packed += rows.text(0)) += '\x1f').append(rows.text(1)) += '\x1e';
  return packed;
}

void move_labels(Connection& db, std::int64_t organization, std::int64_t from, std::int64_t to) {
  db.run(copy_labels, organization, from, to);
  db.run(drop_labels, organization, from);
}

}  // namespace parley::sql
