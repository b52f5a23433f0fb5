#include "store/sql/threads.h"

#include "store/sql/answers.h"
#include "store/sql/conversation_class.h"
#include "store/sql/numbers.h"

namespace parley::sql {
namespace {

constexpr Query find_thread{
    "SELECT organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, unread, total, "
    "last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, levels, tally, created_at, updated_at, "
    "assignee, status_at, tail FROM conversation WHERE organization = $1 AND contact = $2 AND sender = $3"};
constexpr Query thread_by_id{
    "SELECT organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, unread, total, "
    "last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, levels, tally, created_at, updated_at, "
    "assignee, status_at, tail FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query insert_thread{
    "INSERT INTO conversation (organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, "
    "unread, total, last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, levels, tally, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, '', '', '', 0, 0, 0, '', 0, $9, 0, 0)"};
constexpr Query number_taken{
    "SELECT id FROM conversation WHERE organization = $1 AND number = $2 AND id <> $3"};
constexpr Query id_taken{"SELECT 1 FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query sender_by_id{"SELECT phone_number_id FROM sender WHERE id = $1"};

Thread read_thread(Rows& rows) {
  Thread thread{.organization = rows.integer(0),
                .id = rows.integer(1),
                .number = rows.integer(2),
                .sender = rows.integer(3),
                .contact = rows.integer(4),
                .contact_phone = std::string(rows.text(5)),
                .contact_name = std::string(rows.text(6))};
  const Class c{rows.integer(7)};
  thread.status = c.status();
  thread.archived = c.archived();
  thread.last_direction = c.last_direction();
  thread.last_at = rows.integer(8);
  thread.unread = rows.integer(9);
  thread.total = rows.integer(10);
  thread.last_wamid = rows.text(11);
  thread.last_type = rows.text(12);
  thread.last_text = rows.text(13);
  thread.last_inbound_at = rows.integer(14);
  thread.pinned = rows.integer(15) != 0;
  thread.muted = rows.integer(16) != 0;
  thread.labels = rows.text(17);
  thread.ranking = Ranking(rows.integer(18), rows.text(24));
  thread.tally = Tally::read(rows.text(19));
  thread.created_at = rows.integer(20);
  thread.updated_at = rows.integer(21);
  thread.assignee = rows.integer(22);
  thread.status_at = rows.integer(23);
  thread.ranked_at = thread.last_at;
  thread.ranked_class = c;
  thread.ranked_created_at = thread.created_at;
  thread.ranked_assignee = thread.assignee;
  return thread;
}

}  // namespace

Thread& Threads::keep(Thread thread) {
  by_contact_[{thread.sender, thread.contact}] = thread.id;
  auto& slot = threads_[thread.id];
  slot = std::make_unique<Thread>(std::move(thread));
  return *slot;
}

Thread* Threads::find(std::int64_t organization, std::int64_t contact, std::int64_t sender) {
  if (const auto known = by_contact_.find({sender, contact}); known != by_contact_.end()) {
    return threads_.at(known->second).get();
  }
  auto rows = db_.rows(find_thread, organization, contact, sender);
  if (!rows.next()) return nullptr;
  return &keep(read_thread(rows));
}

Thread* Threads::of_contact(const Sender& sender, std::int64_t contact) {
  return find(sender.organization.value, contact, sender.id.value);
}

Thread& Threads::by_id(std::int64_t organization, std::int64_t id) {
  if (const auto known = threads_.find(id); known != threads_.end()) return *known->second;
  auto rows = db_.rows(thread_by_id, organization, id);
  if (!rows.next()) throw std::runtime_error("a message has lost its conversation");
  return keep(read_thread(rows));
}

Thread* Threads::by_number(std::int64_t organization, std::int64_t number) {
  const auto id = id_of_number(db_, organization, number);
  return id == 0 ? nullptr : &by_id(organization, id);
}

void Threads::expect(const Sender& sender) {
  lists_.expect(conversations_of(sender.organization.value, sender.id.value));
  lists_.expect(messages_of_sender(sender.organization.value, sender.id.value));
}

std::int64_t Threads::expect(const Sender& sender, std::int64_t contact) {
  const auto known = by_contact_.find({sender.id.value, contact});
  if (known != by_contact_.end()) return known->second;
  auto rows = db_.ahead(find_thread, sender.organization.value, contact, sender.id.value);
  return rows && rows->next() ? read_thread(*rows).id : 0;
}

void Threads::expect_by_id(std::int64_t organization, std::int64_t id) {
  if (!threads_.contains(id)) db_.ahead(thread_by_id, organization, id);
}

void Threads::expect_made(const Sender& sender, const std::string& canonical) {
  const auto organization = sender.organization.value;
  const auto number = number_of(sender.phone_number_id, canonical, 0);
  db_.ahead(number_taken, organization, number, 0);
  db_.ahead(id_taken, organization, id_with(organization, number));
}

Thread& Threads::ensure(const Sender& sender, std::int64_t contact, bool& created) {
  if (auto* known = of_contact(sender, contact)) return *known;
  created = true;
  people_.confirm(sender.organization.value, contact);
  auto& thread = begin(sender, contact, people_.card(sender.organization.value, contact));
  activity_of_others(thread);
  return thread;
}

// Who was made a moment ago has no conversation, and did nothing yet.
Thread& Threads::ensure(const Sender& sender, const Person& person, bool& created) {
  if (!person.made) return ensure(sender, person.contact, created);
  created = true;
  return begin(sender, person.contact, *person.made);
}

Thread& Threads::begin(const Sender& sender, std::int64_t contact, const ContactCard& card) {
  const auto organization = sender.organization.value;
  const auto& ours = sender.phone_number_id;
  Thread thread{.organization = organization,
                .sender = sender.id.value,
                .contact = contact,
                .contact_phone = card.phone,
                .contact_name = card.name};
  thread.number =
      free_number(organization, ours.empty() ? phone_number_id(thread.sender) : ours, card.canonical);
  thread.id = free_id(organization, thread.number);
  thread.ranked_class = thread.shown_class();
  db_.run(insert_thread, organization, thread.id, thread.number, thread.sender, contact, card.phone,
          card.name, thread.ranked_class.number, Blob{""});
  count(thread, 1);
  return keep(std::move(thread));
}

bool Threads::is_taken(std::int64_t organization, std::int64_t number, std::int64_t by_other_than) {
  return number == 0 || exists(db_, number_taken, organization, number, by_other_than);
}

std::int64_t Threads::free_number(std::int64_t organization, const std::string& ours,
                                  const std::string& canonical) {
  for (int attempt = 0;; ++attempt) {
    const auto number = number_of(ours, canonical, attempt);
    if (!is_taken(organization, number, 0)) return number;
  }
}

std::int64_t Threads::free_id(std::int64_t organization, std::int64_t number) {
  for (auto low = number;; low = (low * 48271 + 1) & number_mask) {
    const auto id = id_with(organization, low);
    if (!exists(db_, id_taken, organization, id)) return id;
  }
}

std::string Threads::phone_number_id(std::int64_t sender) {
  auto rows = db_.rows(sender_by_id, sender);
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

}  // namespace parley::sql
