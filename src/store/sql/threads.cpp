#include "store/sql/threads.h"

#include "store/sql/packed.h"
#include "store/sql/walks.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query find_thread{
    "SELECT organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, unread, total, "
    "last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, blocks, tally, created_at, updated_at "
    "FROM conversation WHERE organization = $1 AND contact = $2 AND sender = $3"};
constexpr Query thread_by_id{
    "SELECT organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, unread, total, "
    "last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, blocks, tally, created_at, updated_at "
    "FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query insert_thread{
    "INSERT INTO conversation (organization, id, number, sender, contact, contact_phone, contact_name, class, last_at, "
    "unread, total, last_wamid, last_type, last_text, last_inbound_at, pinned, muted, labels, blocks, tally, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, '', '', '', 0, 0, 0, '', 0, $9, 0, 0)"};
// class and last_at are written only where they changed: they are indexed.
constexpr Query update_thread{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, blocks = $12, tally = $13, created_at = $14, "
    "updated_at = $15 WHERE organization = $1 AND id = $2"};
constexpr Query update_thread_and_place{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, blocks = $12, tally = $13, created_at = $14, "
    "updated_at = $15, class = $16, last_at = $17 WHERE organization = $1 AND id = $2"};
constexpr Query number_taken{
    "SELECT id FROM conversation WHERE organization = $1 AND number = $2 AND id <> $3"};
constexpr Query id_taken{"SELECT 1 FROM conversation WHERE organization = $1 AND id = $2"};
constexpr Query sender_by_id{"SELECT phone_number_id FROM sender WHERE id = $1"};

constexpr Query insert_message{
    "INSERT INTO message (organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, "
    "peer, updated_at, cold, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
constexpr Query insert_key{
    "INSERT INTO message_key (organization, key, conversation, at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, key) DO UPDATE SET conversation = excluded.conversation, at = excluded.at"};
constexpr Query update_message{
    "UPDATE message SET direction = $5, statuses = $6, type = $7, text = $8, flags = $9, origin = $10, peer = $11, "
    "updated_at = $12, cold = $13, status = $14 "
    "WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query delete_message{
    "DELETE FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query find_tally{"SELECT blocks, tally FROM sender_tally WHERE organization = $1 AND sender = $2"};
constexpr Query put_tally{
    "INSERT INTO sender_tally (organization, sender, blocks, tally) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, sender) DO UPDATE SET blocks = excluded.blocks, tally = excluded.tally"};

constexpr Query inbound_by_reaction{
    "SELECT max(d.at) FROM contact_alias a CROSS JOIN activity d WHERE a.organization = $1 AND a.contact = $2 "
    "AND d.organization = a.organization AND d.peer = a.id AND d.sender = $3"};
constexpr Query inbound_by_call{
    "SELECT max(c.at), min(c.at) FROM contact_alias a CROSS JOIN call c WHERE a.organization = $1 AND a.contact = $2 "
    "AND c.organization = a.organization AND c.peer = a.id AND c.sender = $3 AND c.direction = 0"};

Thread read_thread(Rows& rows) {
  Thread thread{.organization = rows.integer(0),
                .id = rows.integer(1),
                .number = rows.integer(2),
                .sender = rows.integer(3),
                .contact = rows.integer(4),
                .contact_phone = std::string(rows.text(5)),
                .contact_name = std::string(rows.text(6))};
  const auto number = rows.integer(7);
  thread.status = static_cast<ConversationStatus>(number & 3);
  thread.archived = (number >> 2 & 1) != 0;
  const auto last = number >> 4 & 3;
  if (last != 0) thread.last_direction = static_cast<Direction>(last - 1);
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
  thread.blocks = rows.integer(18);
  thread.tally = Tally::read(rows.text(19));
  thread.created_at = rows.integer(20);
  thread.updated_at = rows.integer(21);
  thread.ranked_at = thread.last_at;
  thread.ranked_class = number;
  return thread;
}

}  // namespace

std::string class_kind(std::int64_t class_number) { return std::string(1, static_cast<char>(class_number)); }

std::string number_tie(std::int64_t number) {
  auto digits = std::to_string(number);
  return std::string(10 - std::min<std::size_t>(digits.size(), 10), '0') + digits;
}

std::string StoredMessage::kind() const {
  std::string kind(1, static_cast<char>(static_cast<int>(direction) | static_cast<int>(status()) << 1));
  return kind += type;
}

std::int64_t Thread::class_number() const {
  const std::int64_t last = last_direction ? static_cast<std::int64_t>(*last_direction) + 1 : 0;
  return static_cast<std::int64_t>(status) | std::int64_t{archived} << 2 | std::int64_t{unread > 0} << 3 |
         last << 4;
}

StoredMessage read_message(Rows& rows) {
  StoredMessage message{.organization = rows.integer(0),
                        .conversation = rows.integer(1),
                        .at = rows.integer(2),
                        .wamid = std::string(rows.text(3)),
                        .key = rows.integer(4)};
  message.direction = static_cast<Direction>(rows.integer(5));
  message.statuses = StatusSet(static_cast<std::uint8_t>(rows.integer(6)));
  message.type = rows.text(7);
  message.text = rows.text(8);
  message.flags = rows.integer(9);
  message.origin = static_cast<Origin>(rows.integer(10));
  message.peer = rows.integer(11);
  message.updated_at = rows.integer(12);
  message.cold = rows.text(13);
  return message;
}

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

bool Threads::is_taken(std::int64_t organization, std::int64_t number, std::int64_t by_other_than) {
  auto rows = db_.rows(number_taken, organization, number, by_other_than);
  return number == 0 || rows.next();
}

std::int64_t Threads::free_number(std::int64_t organization, std::int64_t sender,
                                  const std::string& canonical) {
  const auto ours = phone_number_id(sender);
  for (int attempt = 0;; ++attempt) {
    const auto number = number_of(ours, canonical, attempt);
    if (!is_taken(organization, number, 0)) return number;
  }
}

std::int64_t Threads::free_id(std::int64_t organization, std::int64_t number) {
  for (auto low = number;; low = (low * 48271 + 1) & number_mask) {
    const auto id = organization << number_bits | low;
    auto rows = db_.rows(id_taken, organization, id);
    if (!rows.next()) return id;
  }
}

std::string Threads::phone_number_id(std::int64_t sender) {
  auto rows = db_.rows(sender_by_id, sender);
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

Thread& Threads::ensure(const Sender& sender, std::int64_t contact, bool& created) {
  if (auto* known = of_contact(sender, contact)) return *known;
  created = true;
  const auto organization = sender.organization.value;
  people_.confirm(organization, contact);
  const auto card = people_.card(organization, contact);
  Thread thread{.organization = organization,
                .sender = sender.id.value,
                .contact = contact,
                .contact_phone = card.phone,
                .contact_name = card.name};
  thread.number = free_number(organization, thread.sender, card.canonical);
  thread.id = free_id(organization, thread.number);
  thread.ranked_class = thread.class_number();
  db_.run(insert_thread, organization, thread.id, thread.number, thread.sender, contact, card.phone,
          card.name, thread.ranked_class, Blob{""});
  auto& tally = sender_tally(organization, thread.sender);
  tally.tally.add(class_kind(thread.ranked_class), 1);
  tally.dirty = true;
  if (tally.blocks > 0) {
    tally.blocks +=
        change_rank(db_, {organization, -thread.sender}, {0, number_tie(thread.number)},
                    class_kind(thread.ranked_class), 1, thread_walk(db_, organization, thread.sender));
  }
  auto& kept = keep(std::move(thread));
  activity_of_others(kept);
  return kept;
}

void Threads::activity_of_others(Thread& thread) {
  {
    auto rows = db_.rows(inbound_by_reaction, thread.organization, thread.contact, thread.sender);
    if (rows.next() && rows.integer(0) > 0) touch_by_user(thread, rows.integer(0));
  }
  auto rows = db_.rows(inbound_by_call, thread.organization, thread.contact, thread.sender);
  if (!rows.next() || rows.is_null(0)) return;
  touch_by_user(thread, rows.integer(0));
  if (thread.created_at == 0 || rows.integer(1) < thread.created_at) thread.created_at = rows.integer(1);
}

void Threads::touch(Thread& thread, std::int64_t at) {
  thread.updated_at = std::max(thread.updated_at, at);
  thread.dirty = true;
}

void Threads::touch_by_user(Thread& thread, std::int64_t at) {
  thread.last_inbound_at = std::max(thread.last_inbound_at, at);
  touch(thread, at);
}

void Threads::count(Thread& thread, const StoredMessage& message, int by) {
  thread.total += by;
  if (message.is_unread()) thread.unread += by;
  thread.tally.add(message.kind(), by);
  if (thread.blocks > 0) {
    thread.blocks += change_rank(db_, {thread.organization, thread.id}, message.place(), message.kind(), by,
                                 message_walk(db_, thread));
  } else if (thread.total > 2 * block_rows) {
    thread.blocks = build_blocks(db_, {thread.organization, thread.id}, message_walk(db_, thread));
  }
  thread.dirty = true;
}

void Threads::show_last(Thread& thread, const StoredMessage& message) {
  thread.last_at = message.at;
  thread.last_wamid = message.wamid;
  thread.last_type = message.type;
  thread.last_direction = message.direction;
  const auto caption = packed_text(message.cold, Cold::caption);
  thread.last_text = message.text.empty() ? std::string(caption) : message.text;
}

void Threads::insert(Thread& thread, const StoredMessage& message) {
  db_.run(insert_message, message.organization, message.conversation, message.at, message.wamid, message.key,
          static_cast<int>(message.direction), message.statuses.bits(), message.type, message.text,
          message.flags, static_cast<int>(message.origin), message.peer, message.updated_at,
          Blob{message.cold}, static_cast<int>(message.status()));
  db_.run(insert_key, message.organization, message.key, message.conversation, message.at);
  if (thread.created_at == 0 || message.at < thread.created_at) thread.created_at = message.at;
  if (message.opens_window()) touch_by_user(thread, message.at);
  touch(thread, message.updated_at);
  if (std::pair(message.at, std::string_view(message.wamid)) >
      std::pair(thread.last_at, std::string_view(thread.last_wamid))) {
    show_last(thread, message);
  }
  count(thread, message, 1);
}

void Threads::update(Thread& thread, const StoredMessage& before, const StoredMessage& after) {
  db_.run(update_message, after.organization, after.conversation, after.at, after.wamid,
          static_cast<int>(after.direction), after.statuses.bits(), after.type, after.text, after.flags,
          static_cast<int>(after.origin), after.peer, after.updated_at, Blob{after.cold},
          static_cast<int>(after.status()));
  if (before.kind() != after.kind() || before.is_unread() != after.is_unread()) {
    count(thread, before, -1);
    count(thread, after, 1);
  }
  if (after.opens_window()) touch_by_user(thread, after.at);
  touch(thread, after.updated_at);
  if (after.wamid == thread.last_wamid && after.at == thread.last_at) show_last(thread, after);
}

void Threads::erase(Thread& thread, const StoredMessage& message) {
  db_.run(delete_message, message.organization, message.conversation, message.at, message.wamid);
  count(thread, message, -1);
}

Threads::SenderTally& Threads::sender_tally(std::int64_t organization, std::int64_t sender) {
  auto [at, added] = tallies_.try_emplace(sender);
  if (added) {
    at->second.organization = organization;
    auto rows = db_.rows(find_tally, organization, sender);
    if (rows.next()) {
      at->second.blocks = rows.integer(0);
      at->second.tally = Tally::read(rows.text(1));
    }
  }
  return at->second;
}

void Threads::write(Thread& thread) {
  const auto number = thread.class_number();
  const auto packed = thread.tally.packed();
  const Blob tally{packed};
  if (number == thread.ranked_class && thread.last_at == thread.ranked_at) {
    db_.run(update_thread, thread.organization, thread.id, thread.unread, thread.total, thread.last_wamid,
            thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned, thread.muted,
            thread.labels, thread.blocks, tally, thread.created_at, thread.updated_at);
  } else {
    db_.run(update_thread_and_place, thread.organization, thread.id, thread.unread, thread.total,
            thread.last_wamid, thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned,
            thread.muted, thread.labels, thread.blocks, tally, thread.created_at, thread.updated_at, number,
            thread.last_at);
    rank(thread);
  }
  thread.dirty = false;
}

void Threads::rank(Thread& thread) {
  auto& tally = sender_tally(thread.organization, thread.sender);
  const auto before = class_kind(thread.ranked_class);
  const auto after = class_kind(thread.class_number());
  tally.tally.add(before, -1);
  tally.tally.add(after, 1);
  tally.dirty = true;
  const RankList list{thread.organization, -thread.sender};
  const auto tie = number_tie(thread.number);
  if (tally.blocks > 0) {
    const auto walk = thread_walk(db_, thread.organization, thread.sender);
    tally.blocks += change_rank(db_, list, {thread.ranked_at, tie}, before, -1, walk);
    tally.blocks += change_rank(db_, list, {thread.last_at, tie}, after, 1, walk);
  }
  thread.ranked_at = thread.last_at;
  thread.ranked_class = thread.class_number();
}

void Threads::flush() {
  for (auto& [id, thread] : threads_) {
    if (thread->dirty) write(*thread);
  }
  for (auto& [sender, tally] : tallies_) {
    if (tally.blocks == 0 && tally.tally.total() > 2 * block_rows) {
      tally.blocks =
          build_blocks(db_, {tally.organization, -sender}, thread_walk(db_, tally.organization, sender));
      tally.dirty = true;
    }
    if (tally.dirty) db_.run(put_tally, tally.organization, sender, tally.blocks, Blob{tally.tally.packed()});
  }
  threads_.clear();
  by_contact_.clear();
  tallies_.clear();
}

}  // namespace parley::sql
