// What happens to conversations when identifiers turn out to be one person, or two: rare, so it is exact before it is
// fast. Counters of what was touched are worked out anew from the rows.

#include "store/sql/answers.h"
#include "store/sql/labels.h"
#include "store/sql/numbers.h"
#include "store/sql/outbox_rows.h"
#include "store/sql/threads.h"

#include <algorithm>
#include <set>

namespace parley::sql {
namespace {

constexpr Query threads_of_contact{"SELECT id FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query has_alias{"SELECT 1 FROM contact_alias WHERE organization = $1 AND contact = $2 LIMIT 1"};
constexpr Query give_thread{"UPDATE conversation SET contact = $3 WHERE organization = $1 AND id = $2"};
constexpr Query messages_of_alias{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 AND peer = $3 ORDER BY at, wamid"};
constexpr Query move_time{
    "UPDATE message_time SET conversation = $5 WHERE organization = $1 AND sender = $2 AND at = $3 AND key = $4"};
constexpr Query calls_of_alias{
    "SELECT 1 FROM call WHERE organization = $1 AND peer = $2 AND sender = $3 AND direction = 0 LIMIT 1"};

constexpr Query copy_made{
    "INSERT INTO conversation_made (organization, conversation, at) "
    "SELECT organization, $3, at FROM conversation_made WHERE organization = $1 AND conversation = $2 "
    "ON CONFLICT (organization, conversation) DO UPDATE SET at = excluded.at WHERE excluded.at < conversation_made.at"};
constexpr Query drop_made{"DELETE FROM conversation_made WHERE organization = $1 AND conversation = $2"};
constexpr Query delete_thread{"DELETE FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query lead_numbers{
    "UPDATE conversation_number SET conversation = $3 WHERE organization = $1 AND conversation = $2"};
constexpr Query lead_number{
    "INSERT INTO conversation_number (organization, number, conversation) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, number) DO UPDATE SET conversation = excluded.conversation"};
constexpr Query set_number{"UPDATE conversation SET number = $3 WHERE organization = $1 AND id = $2"};
constexpr Query set_shown{
    "UPDATE conversation SET contact_phone = $3, contact_name = $4 WHERE organization = $1 AND id = $2"};

// In their order.
std::vector<std::int64_t> ids(Connection& db, const Query& query, std::int64_t organization,
                              std::int64_t of) {
  std::vector<std::int64_t> found;
  auto rows = db.rows(query, organization, of);
  while (rows.next()) found.push_back(rows.integer(0));
  std::ranges::sort(found);
  return found;
}

}  // namespace

void Threads::follow(std::int64_t organization, Moves& moves) {
  if (moves.empty()) return;
  if (!moves.aliases.empty()) flush();
  // Once before, so that numbers are free for conversations that part, and once behind, for those that joined.
  if (!moves.aliases.empty()) show_contacts(organization, moves);
  for (const auto& move : moves.aliases) {
    const bool apart = std::any_of(
        moves.aliases.begin(), moves.aliases.end(),
        [&](const Moves::Alias& other) { return other.from == move.from && other.to != move.to; });
    move_alias(organization, move, !apart);
  }
  for (const auto& move : moves.aliases) {
    // What the identifier did where there was no conversation yet.
    for (const auto id : ids(db_, threads_of_contact, organization, move.to))
      activity_of_others(by_id(organization, id));
  }
  show_contacts(organization, moves);
  moves = {};
}

void Threads::show_contacts(std::int64_t organization, const Moves& moves) {
  const std::set<std::int64_t> contacts(moves.renamed.begin(), moves.renamed.end());
  // A number may be held by a conversation whose turn comes later: those that found theirs taken try again.
  for (const int attempts : {1, 1, 64}) {
    bool all_have_theirs = true;
    for (const auto contact : contacts) {
      if (contact == 0) continue;
      const auto card = people_.refresh(organization, contact);
      for (const auto id : ids(db_, threads_of_contact, organization, contact)) {
        Thread& thread = by_id(organization, id);
        if (thread.contact_phone != card.phone || thread.contact_name != card.name) {
          thread.contact_phone = card.phone;
          thread.contact_name = card.name;
          db_.run(set_shown, organization, id, card.phone, card.name);
        }
        if (card.status == ContactStatus::deleted && !moves.aliases.empty())
          people_.heard(organization, contact, thread.last_inbound_at);
        if (!renumber(thread, card, attempts)) all_have_theirs = false;
      }
    }
    if (all_have_theirs) return;
  }
}

// False where the number is held by another.
bool Threads::renumber(Thread& thread, const ContactCard& card, int attempts) {
  const auto ours = phone_number_id(thread.sender);
  std::int64_t number = 0;
  for (int attempt = 0; attempt < attempts && number == 0; ++attempt) {
    const auto wanted = number_of(ours, card.canonical, attempt);
    if (wanted == thread.number) return true;
    if (!is_taken(thread.organization, wanted, thread.id)) number = wanted;
  }
  if (number == 0) return false;
  if (thread.dirty) write(thread);
  db_.run(set_number, thread.organization, thread.id, number);
  db_.run(lead_number, thread.organization, thread.number, thread.id);
  count(thread, -1);
  thread.number = number;
  count(thread, 1);
  return true;
}

// `all_together`: whatever leaves that contact goes the same way.
void Threads::move_alias(std::int64_t organization, const Moves::Alias& move, bool all_together) {
  const bool emptied = all_together && !exists(db_, has_alias, organization, move.from);
  for (const auto id : ids(db_, threads_of_contact, organization, move.from)) {
    auto& from = by_id(organization, id);
    auto* to = find(organization, move.to, from.sender);
    if (emptied && to == nullptr) {
      db_.run(give_thread, organization, id, move.to);
      by_contact_.erase({from.sender, move.from});
      from.contact = move.to;
      by_contact_[{from.sender, move.to}] = id;
      continue;
    }
    if (emptied) pass_making(from, *to);
    if (!has_anything_of(from, move.alias)) {
      if (emptied) {
        recount(*to);
        recount(from, *to);
      } else {
        recount(from);  // it may have reacted
      }
      continue;
    }
    if (to == nullptr) {
      bool created = false;
      Sender sender;
      sender.id.value = from.sender;
      sender.organization.value = organization;
      to = &ensure(sender, move.to, created);
    }
    move_messages(from, *to, move.alias);
    recount(*to);
    recount(from, *to);
  }
}

void Threads::pass_making(const Thread& from, const Thread& to) {
  db_.run(copy_made, from.organization, from.id, to.id);
  db_.run(drop_made, from.organization, from.id);
}

bool Threads::has_anything_of(const Thread& thread, std::int64_t alias) {
  return exists(db_, messages_of_alias, thread.organization, thread.id, alias) ||
         exists(db_, calls_of_alias, thread.organization, alias, thread.sender);
}

void Threads::move_messages(Thread& from, Thread& to, std::int64_t alias) {
  std::vector<StoredMessage> messages;
  {
    auto rows = db_.rows(messages_of_alias, from.organization, from.id, alias);
    while (rows.next()) messages.push_back(read_message(rows));
  }
  for (const auto& message : messages) {
    move_message(db_, message, to.id);
    db_.run(move_time, message.organization, from.sender, message.at, message.key, to.id);
  }
  move_outbox(db_, from.organization, from.id, to.id);
}

void Threads::remove(Thread& thread, std::int64_t heir) {
  const auto organization = thread.organization;
  move_labels(db_, organization, thread.id, heir);
  auto& into = by_id(organization, heir);
  into.labels = packed_labels(db_, organization, heir);
  if (into.assignee == 0) into.assignee = thread.assignee;
  if (thread.status_at > into.status_at) {
    into.status = thread.status;
    into.status_at = thread.status_at;
  }
  into.dirty = true;

  move_outbox(db_, organization, thread.id, heir);
  drop_ranks(db_, messages_of(organization, thread.id));
  db_.run(delete_thread, organization, thread.id);
  count(thread, -1);
  db_.run(lead_numbers, organization, thread.id, heir);
  db_.run(lead_number, organization, thread.number, heir);
  db_.run(lead_number, organization, thread.id & number_mask, heir);
  by_contact_.erase({thread.sender, thread.contact});
  threads_.erase(thread.id);
}

}  // namespace parley::sql
