#include "store/sql/people.h"

#include "base/secrets.h"
#include "store/sql/sighting.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query profile_of{
    "SELECT a.name, a.name_at, a.username, a.username_at, c.name, c.username FROM contact_alias a "
    "CROSS JOIN contact c WHERE a.organization = $1 AND a.kind = $2 AND a.key = $3 "
    "AND c.organization = a.organization AND c.id = a.contact"};
constexpr Query put_profile{
    "UPDATE contact_alias SET name = $4, name_at = $5, username = $6, username_at = $7 "
    "WHERE organization = $1 AND kind = $2 AND key = $3"};
constexpr Query put_book_name{
    "UPDATE contact_alias SET book_name = $4, book_at = $5 WHERE organization = $1 AND kind = $2 AND key = $3 "
    "AND (book_at < $5 OR (book_at = $5 AND book_name < $4))"};
constexpr Query put_preference{
    "UPDATE contact_alias SET marketing_stopped = $4, marketing_at = $5 "
    "WHERE organization = $1 AND kind = $2 AND key = $3 "
    "AND (marketing_at < $5 OR (marketing_at = $5 AND marketing_stopped < $4))"};

}  // namespace

std::string canonical_of(int kind, std::string_view key) {
  return std::to_string(kind) + ':' + std::string(key);
}

std::int64_t contact_number(int kind, std::string_view key) {
  const auto name = "contact " + canonical_of(kind, key);
  return static_cast<std::int64_t>(stable_hash(name) >> 2 | 1);
}

Person People::with(Person person, const Alias& named) {
  person.contact = named.contact;
  person.alias = named.id;
  person.spelling = named.value;
  return person;
}

Person People::find(std::int64_t organization, const Identity& identity, Timestamp at, const Profile& told,
                    Moves& moves) {
  Person person;
  const auto named = meet(organization, identity, to_millis(at), told, moves, person.made);
  if (!person.made) profile(organization, named.front(), told, to_millis(at), moves);
  return with(std::move(person), named.front());
}

Person People::find_for_message(std::int64_t organization, const Identity& identity, Timestamp at,
                                const Profile& told, Moves& moves, bool& confirms) {
  Person person;
  const auto named = meet(organization, identity, to_millis(at), told, moves, person.made);
  const bool says_something = !told.name.empty() || !told.username.empty();
  confirms = !person.made && says_something && knows(organization, named.front(), told);
  if (!confirms && !person.made) profile(organization, named.front(), told, to_millis(at), moves);
  return with(std::move(person), named.front());
}

void People::profile(std::int64_t organization, const Alias& alias, const Profile& told, std::int64_t at,
                     Moves& moves) {
  if (told.name.empty() && told.username.empty()) return;
  confirm(organization, alias.id, alias.contact);
  std::string name, username, shown_name, shown_username;
  std::int64_t name_at = 0, username_at = 0;
  {
    auto rows = db_.rows(profile_of, organization, alias.kind, alias.key);
    if (!rows.next()) return;
    name = rows.text(0);
    name_at = rows.integer(1);
    username = rows.text(2);
    username_at = rows.integer(3);
    shown_name = rows.text(4);
    shown_username = rows.text(5);
  }
  const bool newer_name = !told.name.empty() && later(at, told.name, name_at, name);
  const bool newer_username = !told.username.empty() && later(at, told.username, username_at, username);
  if (!newer_name && !newer_username) return;
  // Another identifier of the same person may be the one whose name is shown.
  const bool shows =
      (newer_name && told.name != shown_name) || (newer_username && told.username != shown_username);
  db_.run(put_profile, organization, alias.kind, alias.key, newer_name ? told.name : name,
          newer_name ? at : name_at, newer_username ? told.username : username,
          newer_username ? at : username_at);
  if (shows) moves.renamed.push_back(alias.contact);
}

void People::rename(std::int64_t organization, const RenameFact& fact, Moves& moves) {
  const auto at = to_millis(fact.at);
  bool changed = false;
  auto before = sight_all(organization, fact.before, at, changed);
  auto after = sight_all(organization, fact.after, at, changed);
  for (const auto* side : {&before, &after}) {
    for (std::size_t i = 1; i < side->size(); ++i) {
      if (link(organization, (*side)[i], side->front(), seen_together, at)) changed = true;
    }
  }
  if (!before.empty() && !after.empty() && link(organization, before.front(), after.front(), replaced, at)) {
    changed = true;
  }
  for (const auto& old : before) {
    const auto same =
        std::find_if(after.begin(), after.end(), [&](const Alias& a) { return a.kind == old.kind; });
    if (same != after.end() && link(organization, old, *same, replaced, at)) changed = true;
  }
  if (!changed) return;
  before.insert(before.end(), after.begin(), after.end());
  divide(organization, before, moves);
}

void People::address_book(std::int64_t organization, const AddressBookFact& fact, Moves& moves) {
  const auto at = to_millis(fact.at);
  const auto named = meet(organization, fact.peer, at, moves);
  db_.run(put_book_name, organization, named.front().kind, named.front().key, fact.name, at);
  profile(organization, named.front(), {.name = "", .username = fact.profile.username}, at, moves);
  moves.renamed.push_back(named.front().contact);
}

void People::preference(std::int64_t organization, const PreferenceFact& fact, Moves& moves) {
  const auto at = to_millis(fact.at);
  const auto named = meet(organization, fact.peer, at, moves);
  db_.run(put_preference, organization, named.front().kind, named.front().key, fact.marketing_stopped, at);
  profile(organization, named.front(), fact.profile, at, moves);
  moves.renamed.push_back(named.front().contact);
}

}  // namespace parley::sql
