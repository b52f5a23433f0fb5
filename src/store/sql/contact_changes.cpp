// What programs and agents do to contacts.

#include "base/problem.h"
#include "base/text.h"
#include "domain/identity.h"
#include "store/contacts.h"
#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/contact_ids.h"
#include "store/sql/labels.h"
#include "store/sql/list_members.h"
#include "store/sql/organizations.h"
#include "store/sql/recorder.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace parley {
namespace {

using sql::Query;

constexpr Query touch_contact{"UPDATE contact SET changed_at = $3 WHERE organization = $1 AND id = $2"};
constexpr Query contact_shown{"SELECT number, phone, kind FROM contact WHERE organization = $1 AND id = $2"};
constexpr Query aliases_of{
    "SELECT kind, first_at, value FROM contact_alias WHERE organization = $1 AND contact = $2"};
constexpr Query heard_last{
    "SELECT max(last_inbound_at) FROM conversation WHERE organization = $1 AND contact = $2"};
constexpr Query conversations_of{"SELECT number FROM conversation WHERE organization = $1 AND contact = $2"};

struct Shown {
  std::int64_t number = 0;
  std::string phone;
  AliasKind kind = AliasKind::phone;
};

Shown shown(const Transaction& in, OrganizationId organization, std::int64_t contact) {
  auto rows = in.db.rows(contact_shown, organization.value, contact);
  if (!rows.next()) return {};
  return {.number = rows.integer(0),
          .phone = std::string(rows.text(1)),
          .kind = static_cast<AliasKind>(rows.integer(2))};
}

void need_phone(const std::string& phone) {
  constexpr std::size_t shortest = 5, longest = 20;
  if (is_digits(phone) && phone.size() >= shortest && phone.size() <= longest) return;
  throw Problem::invalid("phone", "a phone number is 5 to 20 digits");
}

// Conversations follow what became of people.
void follow(Transaction& in, OrganizationId organization, sql::Moves& moves) {
  const bool joined = !moves.aliases.empty();
  in.recorder.threads().follow(organization.value, moves);
  if (joined) in.event(organization, EventKind::conversation_merged);
}

// Writes the settings, and shows them.
void set(Transaction& in, OrganizationId organization, std::int64_t contact,
         const sql::ContactSettings& settings) {
  in.recorder.people().set(organization.value, contact, settings);
  sql::Moves moves;
  moves.renamed.push_back(contact);
  follow(in, organization, moves);
}

// Whether somebody else than that contact has the number. Who is deleted does not keep it.
bool is_taken(Transaction& in, OrganizationId organization, const std::string& phone, std::int64_t contact) {
  const auto other = sql::contact_of_phone(in.db, organization.value, phone);
  if (other == 0 || other == contact) return false;
  return in.recorder.people().settings(organization.value, other).status != ContactStatus::deleted;
}

void need_free_phone(Transaction& in, OrganizationId organization, const std::string& phone,
                     std::int64_t contact) {
  if (!is_taken(in, organization, phone, contact)) return;
  throw Problem(Problem::Kind::conflict, "phone", "a contact with that phone number is there already");
}

// By the newest of its first kind.
Identity identity_of(const Transaction& in, OrganizationId organization, std::int64_t contact) {
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> all;
  {
    auto rows = in.db.rows(aliases_of, organization.value, contact);
    while (rows.next()) all.emplace_back(-rows.integer(0), rows.integer(1), rows.text(2));
  }
  Identity identity;
  if (all.empty()) return identity;
  auto& [kind, first_at, value] = *std::ranges::max_element(all);
  switch (static_cast<AliasKind>(-kind)) {
    case AliasKind::phone: identity.phone = std::move(value); break;
    case AliasKind::bsuid: identity.bsuid = std::move(value); break;
    case AliasKind::parent: identity.parent = std::move(value); break;
    case AliasKind::group: identity.group = std::move(value); break;
  }
  return identity;
}

// The person has another number from now on; gives the contact's id, which may be another one.
std::int64_t change_phone(Transaction& in, OrganizationId organization, std::int64_t contact,
                          const std::string& phone) {
  const auto other = sql::contact_of_phone(in.db, organization.value, phone);
  if (other == contact) return contact;
  auto& people = in.recorder.people();
  if (other != 0) people.set(organization.value, other, {});  // a deleted one, which becomes this one
  const auto number = shown(in, organization, contact).number;
  RenameFact fact{.at = in.now};
  fact.before = identity_of(in, organization, contact);
  fact.after.phone = phone;
  sql::Moves moves;
  people.rename(organization.value, fact, moves);
  follow(in, organization, moves);
  return sql::contact_of_number(in.db, organization.value, number);
}

}  // namespace

bool is_taken(Transaction& in, OrganizationId organization, const std::string& phone) {
  return is_taken(in, organization, phone, 0);
}

std::int64_t add_contact(Transaction& in, OrganizationId organization, const NewContact& contact) {
  sql::need_organization(in.db, organization);
  need_phone(contact.phone);
  sql::need_labels(in.db, organization, contact.labels);
  sql::need_lists(in.db, organization, contact.lists);
  need_free_phone(in, organization, contact.phone, 0);

  auto& people = in.recorder.people();
  Identity identity;
  identity.phone = contact.phone;
  sql::Moves moves;
  const auto id = people.find(organization.value, identity, in.now, {}, moves).contact;
  people.set(organization.value, id,
             {.given_name = contact.name,
              .email = contact.email,
              .attributes = contact.attributes,
              .status = contact.status,
              .changed_at = to_millis(in.now),
              .given_phone = contact.phone,
              .given_phone_at = to_millis(in.now)});
  moves.renamed.push_back(id);
  follow(in, organization, moves);
  for (const auto label : contact.labels) sql::put_on_contact(in.db, organization.value, id, label, true);
  for (const auto list : contact.lists) sql::join_list(in.db, organization.value, list.value, id);
  const auto number = shown(in, organization, id).number;
  in.contact_event(organization, EventKind::contact_created, number);
  return number;
}

void change_contact(Transaction& in, OrganizationId organization, std::int64_t number,
                    const ContactChange& change) {
  if (change.status == ContactStatus::deleted) return remove_contact(in, organization, number);
  auto id = sql::need_contact(in.db, organization, number);
  if (change.labels) sql::need_labels(in.db, organization, *change.labels);
  if (change.lists) sql::need_lists(in.db, organization, *change.lists);
  const auto before = shown(in, organization, id);
  const bool changes_phone = change.phone && *change.phone != before.phone;
  if (changes_phone) {
    need_phone(*change.phone);
    need_free_phone(in, organization, *change.phone, id);
    if (before.kind == AliasKind::group) throw Problem::invalid("phone", "a group has no phone number");
    id = change_phone(in, organization, id, *change.phone);
  }

  auto settings = in.recorder.people().settings(organization.value, id);
  if (change.name) settings.given_name = *change.name;
  if (change.email) settings.email = *change.email;
  if (change.attributes) settings.attributes = *change.attributes;
  if (change.status) settings.status = *change.status;
  if (changes_phone) {
    settings.given_phone = *change.phone;
    settings.given_phone_at = to_millis(in.now);
  }
  settings.changed_at = to_millis(in.now);
  set(in, organization, id, settings);
  if (change.labels) sql::set_contact_labels(in.db, organization.value, id, *change.labels);
  if (change.lists) sql::set_memberships(in.db, organization.value, id, *change.lists);
  in.contact_event(organization, EventKind::contact_changed, shown(in, organization, id).number);
}

void remove_contact(Transaction& in, OrganizationId organization, std::int64_t number) {
  const auto id = sql::need_contact(in.db, organization, number);
  in.settle();
  // Where Meta's clock is ahead of ours, what they did last is not after the removal yet.
  const auto at = std::max(to_millis(in.now), sql::first_integer(in.db, heard_last, organization.value, id));
  std::vector<std::int64_t> conversations;
  {
    auto rows = in.db.rows(conversations_of, organization.value, id);
    while (rows.next()) conversations.push_back(rows.integer(0));
  }
  std::ranges::sort(conversations);
  for (const auto conversation : conversations) {
    set_status(in, organization, conversation, ConversationStatus::deleted);
  }
  const auto had = in.recorder.people().settings(organization.value, id);
  set(in, organization, id,
      {.status = ContactStatus::deleted,
       .changed_at = at,
       .given_phone = had.given_phone,
       .given_phone_at = had.given_phone_at});
  sql::set_contact_labels(in.db, organization.value, id, {});
  sql::set_memberships(in.db, organization.value, id, {});
  in.contact_event(organization, EventKind::contact_deleted, shown(in, organization, id).number);
}

bool label_contact(Transaction& in, OrganizationId organization, std::int64_t number, LabelId label,
                   bool on) {
  const auto id = sql::need_contact(in.db, organization, number);
  if (!sql::has_label(in.db, organization, label)) throw Problem::not_found("label");
  if (!sql::put_on_contact(in.db, organization.value, id, label, on)) return false;
  in.db.run(touch_contact, organization.value, id, to_millis(in.now));
  in.contact_event(organization, EventKind::contact_changed, shown(in, organization, id).number);
  return true;
}

std::int64_t ensure_conversation(Transaction& in, const Sender& sender, std::int64_t contact) {
  const auto id = sql::need_contact(in.db, sender.organization, contact);
  auto& threads = in.recorder.threads();
  bool created = false;
  auto& thread = threads.ensure(sender, id, created);
  const auto number = thread.number;
  if (created) {
    threads.make(thread, to_millis(in.now));
    in.event(sender.organization, EventKind::conversation_created, number);
  } else if (thread.status == ConversationStatus::deleted) {
    set_status(in, sender.organization, number, ConversationStatus::open);
  }
  return number;
}

}  // namespace parley
