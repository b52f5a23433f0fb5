// How a mention meets who is known: identifiers are looked up, noted and linked, and somebody unknown is made.

#include "base/secrets.h"
#include "store/sql/answers.h"
#include "store/sql/people.h"

#include <utility>

namespace parley::sql {
namespace {

constexpr Query find_alias{
    "SELECT id, contact, first_at, value, name, username FROM contact_alias "
    "WHERE organization = $1 AND kind = $2 AND key = $3"};
constexpr Query next_alias{"SELECT coalesce(max(id), 0) + 1 FROM contact_alias WHERE organization = $1"};
constexpr Query insert_alias{
    "INSERT INTO contact_alias (organization, kind, key, id, value, first_at, contact, name, name_at, username, "
    "username_at, book_name, book_at, marketing_stopped, marketing_at, number) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 0, 0, 0, $12)"};
constexpr Query earlier_alias{
    "UPDATE contact_alias SET first_at = $4, value = $5 WHERE organization = $1 AND kind = $2 AND key = $3"};

constexpr Query find_link{
    "SELECT first_at FROM identity_link WHERE organization = $1 AND alias = $2 AND other = $3 AND kind = $4"};
constexpr Query put_link{
    "INSERT INTO identity_link (organization, alias, other, kind, first_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (organization, alias, other, kind) DO UPDATE SET first_at = excluded.first_at"};

constexpr Query shown_of{"SELECT name, username FROM contact WHERE organization = $1 AND id = $2"};
constexpr Query insert_known{
    "INSERT INTO contact (organization, id, number, phone, name, username, marketing_stopped, created_at, kind) "
    "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)"};
constexpr Query next_contact{"SELECT coalesce(max(id), 0) + 1 FROM contact WHERE organization = $1"};

std::string key_of(AliasKind kind, std::string_view value) {
  return kind == AliasKind::phone ? phone_key(value) : std::string(value);
}

// The one that names the person first. A group goes by itself.
std::vector<std::pair<AliasKind, std::string_view>> names_of(const Identity& identity) {
  std::vector<std::pair<AliasKind, std::string_view>> names;
  if (!identity.group.empty()) return {{AliasKind::group, identity.group}};
  if (!identity.phone.empty()) names.emplace_back(AliasKind::phone, identity.phone);
  if (!identity.bsuid.empty()) names.emplace_back(AliasKind::bsuid, identity.bsuid);
  if (!identity.parent.empty()) names.emplace_back(AliasKind::parent, identity.parent);
  return names;
}

}  // namespace

People::Alias People::look_up(std::int64_t organization, AliasKind kind, std::string_view value) {
  Alias alias{.kind = static_cast<int>(kind), .key = key_of(kind, value)};
  auto rows = db_.rows(find_alias, organization, alias.kind, alias.key);
  if (!rows.next()) return alias;
  alias.id = rows.integer(0);
  alias.contact = rows.integer(1);
  alias.first_at = rows.integer(2);
  alias.value = rows.text(3);
  alias.name = rows.text(4);
  alias.username = rows.text(5);
  return alias;
}

std::int64_t People::next_alias_id(std::int64_t organization) {
  auto [at, added] = next_alias_.try_emplace(organization, 0);
  if (added) at->second = first_integer(db_, next_alias, organization);
  return at->second++;
}

std::int64_t People::next_contact_id(std::int64_t organization) {
  auto [at, added] = next_contact_.try_emplace(organization, 0);
  if (added) at->second = first_integer(db_, next_contact, organization);
  return at->second++;
}

void People::note(std::int64_t organization, Alias& alias, std::string_view value, std::int64_t at,
                  bool& changed) {
  if (alias.id == 0) {
    alias.id = next_alias_id(organization);
    alias.first_at = at;
    alias.value = value;
    db_.run(insert_alias, organization, alias.kind, alias.key, alias.id, value, at, 0, "", 0, "", 0,
            contact_number(alias.kind, alias.key));
    changed = true;
  } else if (at < alias.first_at || (at == alias.first_at && value < alias.value)) {
    db_.run(earlier_alias, organization, alias.kind, alias.key, at, value);
    alias.first_at = at;
    alias.value = value;
    changed = true;
  }
}

// What dividing, and then looking at all that may be known of it, would come to for somebody who was never heard of.
ContactCard People::introduce(std::int64_t organization, Alias& alias, std::string_view value,
                              std::int64_t at, const Profile& told) {
  alias.id = next_alias_id(organization);
  alias.contact = next_contact_id(organization);
  alias.first_at = at;
  alias.value = value;
  ContactCard card{.phone = std::string(value),
                   .kind = static_cast<AliasKind>(alias.kind),
                   .name = told.name,
                   .told_name = told.name,
                   .username = told.username,
                   .created_at = at,
                   .canonical = canonical_of(alias.kind, alias.key),
                   .number = contact_number(alias.kind, alias.key)};
  db_.run(insert_alias, organization, alias.kind, alias.key, alias.id, value, at, alias.contact, told.name,
          told.name.empty() ? 0 : at, told.username, told.username.empty() ? 0 : at, card.number);
  db_.run(insert_known, organization, alias.contact, card.number, card.phone, card.told_name, card.username,
          at, alias.kind);
  rank_.move(organization, {}, {.created_at = at, .number = card.number, .status = 0});
  made_.emplace(organization, alias.contact);
  return card;
}

std::vector<People::Alias> People::sight_all(std::int64_t organization, const Identity& identity,
                                             std::int64_t at, bool& changed) {
  std::vector<Alias> named;
  for (const auto& [kind, value] : names_of(identity)) {
    named.push_back(look_up(organization, kind, value));
    note(organization, named.back(), value, at, changed);
  }
  return named;
}

bool People::link(std::int64_t organization, const Alias& alias, const Alias& other, int kind,
                  std::int64_t at) {
  {
    auto rows = db_.rows(find_link, organization, alias.id, other.id, kind);
    if (rows.next() && rows.integer(0) <= at) return false;
  }
  db_.run(put_link, organization, alias.id, other.id, kind, at);
  return true;
}

std::vector<People::Alias> People::join(std::int64_t organization, std::vector<Alias> named, std::int64_t at,
                                        bool changed, Moves& moves) {
  for (std::size_t i = 1; i < named.size(); ++i) {
    if (link(organization, named[i], named[0], seen_together, at)) changed = true;
  }
  if (changed) divide(organization, named, moves);
  return named;
}

std::vector<People::Alias> People::meet(std::int64_t organization, const Identity& identity, std::int64_t at,
                                        Moves& moves) {
  bool changed = false;
  auto named = sight_all(organization, identity, at, changed);
  return join(organization, std::move(named), at, changed, moves);
}

std::vector<People::Alias> People::meet(std::int64_t organization, const Identity& identity, std::int64_t at,
                                        const Profile& told, Moves& moves, std::optional<ContactCard>& made) {
  const auto names = names_of(identity);
  if (names.size() > 1 || at <= 0) return meet(organization, identity, at, moves);
  const auto& [kind, value] = names.front();
  std::vector<Alias> named{look_up(organization, kind, value)};
  if (named[0].id == 0) {
    made = introduce(organization, named[0], value, at, told);
    return named;
  }
  bool changed = false;
  note(organization, named[0], value, at, changed);
  return join(organization, std::move(named), at, changed, moves);
}

std::string People::canonical(const Identity& identity) {
  const auto [kind, value] = names_of(identity).front();
  return canonical_of(static_cast<int>(kind), key_of(kind, value));
}

std::optional<std::int64_t> People::expect(std::int64_t organization, const Identity& identity) {
  std::vector<std::int64_t> ids;
  std::optional<std::int64_t> contact;
  for (const auto& [kind, value] : names_of(identity)) {
    auto rows = db_.ahead(find_alias, organization, static_cast<int>(kind), key_of(kind, value));
    if (!rows) continue;
    const bool is_known = rows->next();
    if (!contact) contact = is_known ? rows->integer(1) : 0;
    ids.push_back(is_known ? rows->integer(0) : 0);
  }
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (ids[0] != 0 && ids[i] != 0) db_.ahead(find_link, organization, ids[i], ids[0], seen_together);
  }
  if (!contact) return contact;
  if (*contact != 0) {
    db_.ahead(shown_of, organization, *contact);
  } else {
    db_.ahead(next_alias, organization);
    db_.ahead(next_contact, organization);
    rank_.expect(organization);
  }
  return contact;
}

// Whether all that is told stands with the identifier and is what is shown of the person.
bool People::knows(std::int64_t organization, const Alias& alias, const Profile& told) {
  if (told.name != alias.name || told.username != alias.username) return false;
  auto rows = db_.rows(shown_of, organization, alias.contact);
  return rows.next() && told.name == rows.text(0) && told.username == rows.text(1);
}

}  // namespace parley::sql
