// What a conversation takes from its messages as they come, change and go, and from what else its person did.

#include "store/sql/answers.h"
#include "store/sql/packed.h"
#include "store/sql/threads.h"
#include "store/sql/walks.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query messages_of_thread{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 ORDER BY at, wamid"};
constexpr Query newest_other_of_time{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid <> $4 "
    "ORDER BY wamid DESC LIMIT 1"};
constexpr Query inbound_by_reaction{
    "SELECT max(d.at) FROM contact_alias a CROSS JOIN activity d WHERE a.organization = $1 AND a.contact = $2 "
    "AND d.organization = a.organization AND d.peer = a.id AND d.sender = $3"};
constexpr Query inbound_by_call{
    "SELECT max(c.at), min(c.at) FROM contact_alias a CROSS JOIN call c WHERE a.organization = $1 AND a.contact = $2 "
    "AND c.organization = a.organization AND c.peer = a.id AND c.sender = $3 AND c.direction = 0"};

constexpr Query put_made{
    "INSERT INTO conversation_made (organization, conversation, at) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, conversation) DO NOTHING"};
constexpr Query made_at{"SELECT at FROM conversation_made WHERE organization = $1 AND conversation = $2"};

constexpr Query insert_time{
    "INSERT INTO message_time (organization, sender, at, key, conversation, mark) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Query mark_time{
    "UPDATE message_time SET mark = $5 WHERE organization = $1 AND sender = $2 AND at = $3 AND key = $4"};
constexpr Query delete_time{
    "DELETE FROM message_time WHERE organization = $1 AND sender = $2 AND at = $3 AND key = $4"};

constexpr std::int64_t second = 1000;

// Whether a person's message opens a conversation that somebody closed: not one that was written before. Meta's times
// are whole seconds.
bool reopens(const Thread& thread, const StoredMessage& message) {
  const bool is_closed =
      thread.status == ConversationStatus::resolved || thread.status == ConversationStatus::deleted;
  return is_closed && message.opens_window() && message.at / second >= thread.status_at / second;
}

}  // namespace

void Threads::make(Thread& thread, std::int64_t at) {
  db_.run(put_made, thread.organization, thread.id, at);
  if (thread.created_at == 0 || at < thread.created_at) thread.created_at = at;
  touch(thread, at);
}

void Threads::insert(Thread& thread, const StoredMessage& message) {
  insert_message(db_, message);
  db_.run(insert_time, message.organization, thread.sender, message.at, message.key, message.conversation,
          message.mark());
  if (reopens(thread, message)) thread.status = ConversationStatus::open;
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
  update_message(db_, after);
  if (before.mark() != after.mark())
    db_.run(mark_time, after.organization, thread.sender, after.at, after.key, after.mark());
  if (before.kind() != after.kind() || before.is_unread() != after.is_unread()) {
    count(thread, before, -1);
    count(thread, after, 1);
  }
  if (after.opens_window()) touch_by_user(thread, after.at);
  touch(thread, after.updated_at);
  if (after.wamid == thread.last_wamid && after.at == thread.last_at) show_last(thread, after);
}

void Threads::erase(Thread& thread, const StoredMessage& message) {
  delete_message(db_, message);
  db_.run(delete_time, message.organization, thread.sender, message.at, message.key);
  count(thread, message, -1);
}

void Threads::expect_retie(std::int64_t organization, std::int64_t id, std::int64_t at,
                           const std::string& wamid) {
  db_.ahead(newest_other_of_time, organization, id, at, wamid);
}

void Threads::retie(Thread& thread, const StoredMessage& before, const StoredMessage& after) {
  if (after.at == thread.last_at) {
    auto rows =
        db_.rows(newest_other_of_time, after.organization, after.conversation, after.at, before.wamid);
    const auto other = rows.next() ? std::optional(read_message(rows)) : std::nullopt;
    show_last(thread, other && other->wamid > after.wamid ? *other : after);
  }
  rename_message(db_, before, after);
  if (before.mark() != after.mark())
    db_.run(mark_time, after.organization, thread.sender, after.at, after.key, after.mark());
  count(thread, before, -1);
  count(thread, after, 1);
  touch(thread, after.updated_at);
}

void Threads::count(Thread& thread, const StoredMessage& message, int by) {
  const auto kind = message.kind();
  lists_.count(messages_of_sender(thread.organization, thread.sender), {message.at, number_tie(message.key)},
               mark_kind(message.mark()), by);
  thread.total += by;
  if (message.is_unread()) thread.unread += by;
  thread.tally.add(kind, by);
  thread.ranking.count(message.place(), kind, by);
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

void Threads::touch(Thread& thread, std::int64_t at) {
  thread.updated_at = std::max(thread.updated_at, at);
  thread.dirty = true;
}

void Threads::touch_by_user(Thread& thread, std::int64_t at) {
  thread.last_inbound_at = std::max(thread.last_inbound_at, at);
  thread.heard_at = std::max(thread.heard_at, at);
  touch(thread, at);
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

void Threads::recount(Thread& thread) {
  thread.ranking.cut_anew();
  thread.unread = thread.total = thread.last_at = thread.last_inbound_at = 0;
  thread.created_at = thread.updated_at = 0;
  thread.last_wamid.clear();
  thread.last_type.clear();
  thread.last_text.clear();
  thread.last_direction.reset();
  thread.tally = {};
  {
    auto rows = db_.rows(messages_of_thread, thread.organization, thread.id);
    while (rows.next()) {
      const auto message = read_message(rows);
      if (thread.total == 0) thread.created_at = message.at;
      ++thread.total;
      thread.unread += message.is_unread() ? 1 : 0;
      thread.tally.add(message.kind(), 1);
      if (message.opens_window()) touch_by_user(thread, message.at);
      touch(thread, message.updated_at);
      show_last(thread, message);
    }
  }
  activity_of_others(thread);
  if (const auto made = first_integer(db_, made_at, thread.organization, thread.id); made != 0) {
    if (thread.created_at == 0 || made < thread.created_at) thread.created_at = made;
    touch(thread, made);
  }
  thread.dirty = true;
}

void Threads::recount(Thread& left, const Thread& heir) {
  recount(left);
  const bool empty = left.created_at == 0;
  if (empty && &left != &heir) remove(left, heir.id);
}

}  // namespace parley::sql
