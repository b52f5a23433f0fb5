// How a contact is shown: out of all that was told of its identifiers.

#include "store/sql/people.h"
#include "store/sql/sighting.h"
#include "store/sql/stored_message.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query alias_ids_of{"SELECT id FROM contact_alias WHERE organization = $1 AND contact = $2"};
constexpr Query update_contact{
    "UPDATE contact SET phone = $3, name = $4, username = $5, marketing_stopped = $6, created_at = $7, number = $8, "
    "kind = $9 WHERE organization = $1 AND id = $2"};
constexpr Query card_of{
    "SELECT kind, key, value, first_at, name, name_at, username, username_at, book_name, book_at, marketing_stopped, "
    "marketing_at FROM contact_alias WHERE organization = $1 AND contact = $2"};

constexpr Query sighted_at{
    "SELECT name_at, username_at FROM contact_alias WHERE organization = $1 AND id = $2"};
constexpr Query put_name_at{"UPDATE contact_alias SET name_at = $3 WHERE organization = $1 AND id = $2"};
constexpr Query put_username_at{
    "UPDATE contact_alias SET username_at = $3 WHERE organization = $1 AND id = $2"};
constexpr Query threads_of_contact{"SELECT id FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query newest_marked{
    "SELECT at FROM message WHERE organization = $1 AND conversation = $2 AND at > $3 AND peer = $4 "
    "AND flags & $5 <> 0 ORDER BY at DESC, wamid DESC LIMIT 1"};

}  // namespace

void People::confirm(std::int64_t organization, std::int64_t alias, std::int64_t contact) {
  std::int64_t name_at = 0, username_at = 0;
  {
    auto rows = db_.rows(sighted_at, organization, alias);
    if (!rows.next()) return;
    name_at = rows.integer(0);
    username_at = rows.integer(1);
  }
  const auto named_at = newest_marked_at(organization, alias, contact, name_at, Flag::confirms_name);
  if (named_at > name_at) db_.run(put_name_at, organization, alias, named_at);
  const auto called_at = newest_marked_at(organization, alias, contact, username_at, Flag::confirms_username);
  if (called_at > username_at) db_.run(put_username_at, organization, alias, called_at);
}

std::int64_t People::newest_marked_at(std::int64_t organization, std::int64_t alias, std::int64_t contact,
                                      std::int64_t after, std::int64_t flag) {
  std::vector<std::int64_t> threads;
  {
    auto rows = db_.rows(threads_of_contact, organization, contact);
    while (rows.next()) threads.push_back(rows.integer(0));
  }
  std::int64_t newest = 0;
  for (const auto thread : threads) {
    auto rows = db_.rows(newest_marked, organization, thread, after, alias, flag);
    if (rows.next()) newest = std::max(newest, rows.integer(0));
  }
  return newest;
}

void People::confirm(std::int64_t organization, std::int64_t contact) {
  std::vector<std::int64_t> aliases;
  {
    auto rows = db_.rows(alias_ids_of, organization, contact);
    while (rows.next()) aliases.push_back(rows.integer(0));
  }
  for (const auto alias : aliases) confirm(organization, alias, contact);
}

ContactCard People::card(std::int64_t organization, std::int64_t contact) {
  ContactCard card;
  std::string book_name;
  std::pair<std::int64_t, std::string> seen_first{INT64_MAX, ""};
  std::pair<int, std::pair<std::int64_t, std::string>> shown{9, {0, ""}};
  std::int64_t name_at = -1, username_at = -1, book_at = -1, marketing_at = -1;
  auto rows = db_.rows(card_of, organization, contact);
  while (rows.next()) {
    const auto kind = static_cast<int>(rows.integer(0));
    const std::pair first{rows.integer(3), canonical_of(kind, rows.text(1))};
    if (first < seen_first) {
      seen_first = first;
      card.number = contact_number(kind, rows.text(1));
    }
    const std::pair<std::int64_t, std::string> newest{rows.integer(3), rows.text(2)};
    if (kind < shown.first || (kind == shown.first && newest > shown.second)) shown = {kind, newest};
    const auto take = [&](int column, std::string& into, std::int64_t& into_at) {
      const std::string text(rows.text(column));
      const auto at = rows.integer(column + 1);
      if (at == 0 || !later(at, text, into_at, into)) return;
      into = text;
      into_at = at;
    };
    take(4, card.told_name, name_at);
    take(6, card.username, username_at);
    take(8, book_name, book_at);
    const bool stopped = rows.integer(10) != 0;
    if (rows.integer(11) != 0 && later(rows.integer(11), stopped, marketing_at, card.marketing_stopped)) {
      card.marketing_stopped = stopped;
      marketing_at = rows.integer(11);
    }
  }
  if (card.told_name.empty()) card.told_name = book_name;
  const auto set = settings(organization, contact);
  if (!set.given_phone.empty() && (shown.first > 0 || set.given_phone_at >= shown.second.first)) {
    shown = {static_cast<int>(AliasKind::phone), {set.given_phone_at, set.given_phone}};
  }
  card.name = set.given_name.empty() ? card.told_name : set.given_name;
  card.status = set.status;
  card.phone = shown.second.second;
  card.kind = static_cast<AliasKind>(shown.first);
  card.created_at = seen_first.first;
  card.canonical = seen_first.second;
  return card;
}

ContactCard People::refresh(std::int64_t organization, std::int64_t contact) {
  confirm(organization, contact);
  auto shown = card(organization, contact);
  const auto before = place(organization, contact);
  db_.run(update_contact, organization, contact, shown.phone, shown.told_name, shown.username,
          shown.marketing_stopped, shown.created_at, shown.number, static_cast<int>(shown.kind));
  rank_.move(organization, before,
             {.created_at = shown.created_at, .number = shown.number, .status = before.status});
  return shown;
}

}  // namespace parley::sql
