// How the conversations of a batch are written: each row once, and its place in the list of its sender.

#include "store/sql/threads.h"
#include "store/sql/walks.h"

namespace parley::sql {
namespace {

// What is indexed is written only where it changed: class and last_at, created_at, the assignee.
constexpr Query update_thread{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, blocks = $12, tally = $13, "
    "updated_at = $14, status_at = $15 WHERE organization = $1 AND id = $2"};
constexpr Query update_thread_and_place{
    "UPDATE conversation SET unread = $3, total = $4, last_wamid = $5, last_type = $6, last_text = $7, "
    "last_inbound_at = $8, pinned = $9, muted = $10, labels = $11, blocks = $12, tally = $13, "
    "updated_at = $14, status_at = $15, class = $16, last_at = $17 WHERE organization = $1 AND id = $2"};
constexpr Query set_assignee{"UPDATE conversation SET assignee = $3 WHERE organization = $1 AND id = $2"};
constexpr Query set_created{"UPDATE conversation SET created_at = $3 WHERE organization = $1 AND id = $2"};
constexpr Query find_tally{"SELECT blocks, tally FROM sender_tally WHERE organization = $1 AND sender = $2"};
constexpr Query put_tally{
    "INSERT INTO sender_tally (organization, sender, blocks, tally) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, sender) DO UPDATE SET blocks = excluded.blocks, tally = excluded.tally"};

}  // namespace

void Threads::flush() {
  for (auto& [id, thread] : threads_) {
    if (thread->dirty) write(*thread);
  }
  for (auto& [sender, tally] : tallies_) {
    if (sender > 0 && tally.blocks == 0 && tally.tally.total() > 2 * block_rows) {
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

void Threads::write(Thread& thread) {
  if (thread.heard_at > 0) people_.heard(thread.organization, thread.contact, thread.heard_at);
  thread.heard_at = 0;
  const auto shown = thread.shown_class();
  const auto packed = thread.tally.packed();
  const Blob tally{packed};
  if (shown == thread.ranked_class && thread.last_at == thread.ranked_at) {
    db_.run(update_thread, thread.organization, thread.id, thread.unread, thread.total, thread.last_wamid,
            thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned, thread.muted,
            thread.labels, thread.blocks, tally, thread.updated_at, thread.status_at);
  } else {
    db_.run(update_thread_and_place, thread.organization, thread.id, thread.unread, thread.total,
            thread.last_wamid, thread.last_type, thread.last_text, thread.last_inbound_at, thread.pinned,
            thread.muted, thread.labels, thread.blocks, tally, thread.updated_at, thread.status_at,
            shown.number, thread.last_at);
    count(thread, -1);
    thread.ranked_at = thread.last_at;
    thread.ranked_class = shown;
    count(thread, 1);
  }
  if (thread.assignee != thread.ranked_assignee) {
    db_.run(set_assignee, thread.organization, thread.id, thread.assignee);
    thread.ranked_assignee = thread.assignee;
  }
  if (thread.created_at != thread.ranked_created_at) {
    db_.run(set_created, thread.organization, thread.id, thread.created_at);
    thread.ranked_created_at = thread.created_at;
  }
  thread.dirty = false;
}

void Threads::count(const Thread& thread, int by) {
  auto& list = sender_tally(thread.organization, thread.sender);
  const auto kind = thread.ranked_class.kind();
  list.tally.add(kind, by);
  list.dirty = true;
  if (list.blocks == 0) return;
  list.blocks +=
      change_rank(db_, {thread.organization, -thread.sender}, {thread.ranked_at, number_tie(thread.number)},
                  kind, by, thread_walk(db_, thread.organization, thread.sender));
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

}  // namespace parley::sql
