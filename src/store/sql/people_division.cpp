// Which identifiers are one contact, worked out anew for all that may have to do with each other.

#include "store/sql/partition.h"
#include "store/sql/people.h"

#include <map>
#include <set>

namespace parley::sql {
namespace {

constexpr Query give_alias{"UPDATE contact_alias SET contact = $3 WHERE organization = $1 AND id = $2"};
constexpr Query aliases_of{
    "SELECT id, kind, key, contact, first_at FROM contact_alias WHERE organization = $1 AND contact = $2"};
constexpr Query contacts_linked{
    "SELECT o.contact FROM contact_alias a CROSS JOIN identity_link l CROSS JOIN contact_alias o "
    "WHERE a.organization = $1 AND a.contact = $2 AND l.organization = a.organization AND l.alias = a.id "
    "AND o.organization = l.organization AND o.id = l.other AND o.contact <> 0"};
constexpr Query links_of{
    "SELECT other, kind, first_at FROM identity_link WHERE organization = $1 AND alias = $2"};
constexpr Query insert_contact{
    "INSERT INTO contact (organization, id, number, phone, name, username, marketing_stopped, created_at) "
    "VALUES ($1, $2, 0, '', '', '', 0, 0)"};
constexpr Query delete_contact{"DELETE FROM contact WHERE organization = $1 AND id = $2"};

}  // namespace

std::vector<People::Alias> People::neighbourhood(std::int64_t organization, const std::vector<Alias>& named) {
  std::map<std::int64_t, Alias> all;
  std::set<std::int64_t> contacts, waiting;
  for (const auto& alias : named) {
    all[alias.id] = alias;
    if (alias.contact != 0) waiting.insert(alias.contact);
  }
  // An id may have to go over to any number it was ever seen with: theirs are neighbours too.
  while (!waiting.empty()) {
    const auto contact = *waiting.begin();
    waiting.erase(contact);
    if (!contacts.insert(contact).second) continue;
    {
      auto rows = db_.rows(aliases_of, organization, contact);
      while (rows.next()) {
        all[rows.integer(0)] = {.id = rows.integer(0),
                                .contact = rows.integer(3),
                                .first_at = rows.integer(4),
                                .kind = static_cast<int>(rows.integer(1)),
                                .key = std::string(rows.text(2))};
      }
    }
    auto rows = db_.rows(contacts_linked, organization, contact);
    while (rows.next()) waiting.insert(rows.integer(0));
  }
  std::vector<Alias> list;
  list.reserve(all.size());
  for (auto& [id, alias] : all) list.push_back(std::move(alias));
  return list;
}

std::int64_t People::new_contact(std::int64_t organization) {
  const auto id = next_contact_id(organization);
  db_.run(insert_contact, organization, id);
  return id;
}

void People::divide(std::int64_t organization, std::vector<Alias>& named, Moves& moves) {
  auto all = neighbourhood(organization, named);
  for (const auto& alias : all) {
    if (alias.contact != 0) confirm(organization, alias.id, alias.contact);
  }
  std::vector<Identifier> identifiers;
  std::vector<Sighting> sightings;
  for (const auto& alias : all) {
    identifiers.push_back({alias.id, alias.kind, alias.key});
    auto rows = db_.rows(links_of, organization, alias.id);
    while (rows.next()) {
      sightings.push_back({alias.id, rows.integer(0), static_cast<int>(rows.integer(1)), rows.integer(2)});
    }
  }
  const auto persons = divide_into_persons(identifiers, sightings);

  // Each person keeps a contact that its identifiers had, a number's before another's, so that little has to move.
  std::map<int, std::int64_t> contact_of;
  std::set<std::int64_t> taken, old;
  for (const bool numbers_only : {true, false}) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].contact == 0 || contact_of.contains(persons[i])) continue;
      if (numbers_only && all[i].kind != static_cast<int>(AliasKind::phone)) continue;
      if (taken.insert(all[i].contact).second) contact_of[persons[i]] = all[i].contact;
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& contact = contact_of[persons[i]];
    if (contact == 0) contact = new_contact(organization);
    taken.insert(contact);
    if (all[i].contact != contact) {
      db_.run(give_alias, organization, all[i].id, contact);
      if (all[i].contact != 0) {
        old.insert(all[i].contact);
        moves.aliases.push_back({all[i].id, all[i].contact, contact});
      }
    }
    moves.renamed.push_back(contact);
    for (auto& alias : named) {
      if (alias.id == all[i].id) alias.contact = contact;
    }
  }
  for (const auto contact : old) {
    if (!taken.contains(contact)) remove(organization, contact, moves);
  }
}

void People::remove(std::int64_t organization, std::int64_t contact, const Moves& moves) {
  for (const auto& move : moves.aliases) {
    if (move.from != contact) continue;
    pass_on(organization, contact, move.to);
    break;
  }
  const auto left = place(organization, contact);
  db_.run(delete_contact, organization, contact);
  rank_.move(organization, left, {});
}

}  // namespace parley::sql
