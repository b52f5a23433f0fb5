// How the conversations of a batch are written: each row once, and its place in the list of its sender.

#include "store/sql/threads.h"
#include "store/sql/walks.h"

namespace parley::sql {
namespace {

// What is indexed is written only where it changed: class and last_at, created_at, the assignee.
constexpr Query update_thread{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, levels = $12, tally = $13, "
    "updated_at = $14, status_at = $15, tail = $16 WHERE organization = $1 AND id = $2"};
constexpr Query update_thread_and_place{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, levels = $12, tally = $13, "
    "updated_at = $14, status_at = $15, tail = $16, class = $17, last_at = $18 WHERE organization = $1 AND id = $2"};
constexpr Query set_assignee{"UPDATE conversation SET assignee = $3 WHERE organization = $1 AND id = $2"};
constexpr Query set_created{"UPDATE conversation SET created_at = $3 WHERE organization = $1 AND id = $2"};

}  // namespace

void Threads::flush() {
  for (const auto& [id, thread] : threads_) {
    if (thread->dirty && thread->heard_at > 0) people_.expect_heard(thread->organization, thread->contact);
  }
  db_.fetch();
  for (auto& [id, thread] : threads_) {
    if (thread->dirty) write_seldom(*thread);
  }
  for (auto& [id, thread] : threads_) {
    if (thread->dirty) write(*thread);
  }
  lists_.flush([this](RankList list, const Stretch& stretch, WalkRow row) {
    if (list.list > 0) {
      thread_walk(db_, list)(stretch, row);
    } else {
      time_walk(db_, list)(stretch, row);
    }
  });
  threads_.clear();
  by_contact_.clear();
}

void Threads::write(Thread& thread) {
  if (thread.heard_at > 0) people_.heard(thread.organization, thread.contact, thread.heard_at);
  thread.heard_at = 0;
  const auto messages = messages_of(thread.organization, thread.id);
  thread.ranking.keep(db_, messages, thread.total, message_walk(db_, messages));
  const auto shown = thread.shown_class();
  const auto packed = thread.tally.packed();
  const Blob tally{packed};
  const auto packed_tail = thread.ranking.packed_tail();
  const Blob tail{packed_tail};
  if (shown == thread.ranked_class && thread.last_at == thread.ranked_at) {
    db_.run(update_thread, thread.organization, thread.id, thread.unread, thread.total, thread.last_wamid,
            thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned, thread.muted,
            thread.labels, thread.ranking.levels(), tally, thread.updated_at, thread.status_at, tail);
  } else {
    db_.run(update_thread_and_place, thread.organization, thread.id, thread.unread, thread.total,
            thread.last_wamid, thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned,
            thread.muted, thread.labels, thread.ranking.levels(), tally, thread.updated_at, thread.status_at,
            tail, shown.number, thread.last_at);
    count(thread, -1);
    thread.ranked_at = thread.last_at;
    thread.ranked_class = shown;
    count(thread, 1);
  }
  write_seldom(thread);
  thread.dirty = false;
}

// By statements of their own, all of them before the others where many are written.
void Threads::write_seldom(Thread& thread) {
  if (thread.assignee != thread.ranked_assignee) {
    db_.run(set_assignee, thread.organization, thread.id, thread.assignee);
    thread.ranked_assignee = thread.assignee;
  }
  if (thread.created_at != thread.ranked_created_at) {
    db_.run(set_created, thread.organization, thread.id, thread.created_at);
    thread.ranked_created_at = thread.created_at;
  }
}

void Threads::count(const Thread& thread, int by) {
  lists_.count(conversations_of(thread.organization, thread.sender),
               {thread.ranked_at, number_tie(thread.number)}, thread.ranked_class.kind(), by);
}

}  // namespace parley::sql
