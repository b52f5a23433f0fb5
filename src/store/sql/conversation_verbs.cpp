// What people and programs do to a conversation.

#include "base/problem.h"
#include "store/conversations.h"
#include "store/sql/answers.h"
#include "store/sql/message_key.h"
#include "store/sql/recorder.h"

namespace parley {
namespace {

using sql::Query;

constexpr Query member_exists{"SELECT 1 FROM membership WHERE organization = $1 AND id = $2"};
constexpr Query unread_down{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 AND at <= $3 AND direction = 0 "
    "AND status = 2 ORDER BY at DESC, wamid DESC"};
constexpr Query wamid_of_key{
    "SELECT wamid FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND key = $4"};

static_assert(static_cast<int>(Direction::inbound) == 0 && static_cast<int>(MessageStatus::delivered) == 2);

sql::Thread& thread_of(Transaction& in, OrganizationId organization, std::int64_t conversation) {
  auto* thread = in.recorder.threads().by_number(organization.value, conversation);
  if (thread == nullptr) throw Problem::not_found("conversation");
  return *thread;
}

// Up to that place, newest first; no more than there are.
std::vector<sql::StoredMessage> unread_of(Transaction& in, const sql::Thread& thread,
                                          const sql::Place& up_to) {
  std::vector<sql::StoredMessage> unread;
  std::int64_t left = thread.unread;
  auto rows = in.db.rows(unread_down, thread.organization, thread.id, up_to.at);
  while (left > 0 && rows.next()) {
    auto message = sql::read_message(rows);
    if (!message.is_unread()) continue;
    --left;
    if (message.place() <= up_to) unread.push_back(std::move(message));
  }
  return unread;
}

sql::Place place_of(Transaction& in, const sql::Thread& thread, std::optional<MessageKey> up_to) {
  if (!up_to) return {INT64_MAX, ""};
  const auto place = sql::place_of_key(in.db, thread.organization, up_to->value);
  if (!place || place->conversation != thread.id) throw Problem::not_found("message");
  auto rows = in.db.rows(wamid_of_key, thread.organization, thread.id, place->at, place->key);
  if (!rows.next()) throw Problem::not_found("message");
  return {place->at, std::string(rows.text(0))};
}

}  // namespace

bool set_status(Transaction& in, OrganizationId organization, std::int64_t conversation,
                ConversationStatus status) {
  auto& thread = thread_of(in, organization, conversation);
  if (thread.status == status) return false;
  const bool is_deletion = status == ConversationStatus::deleted;
  thread.status = status;
  thread.status_at = to_millis(in.now);
  sql::Threads::touch(thread, thread.status_at);
  in.event(organization, is_deletion ? EventKind::conversation_deleted : EventKind::conversation_status,
           thread.number);
  return true;
}

bool set_archived(Transaction& in, OrganizationId organization, std::int64_t conversation, bool archived) {
  auto& thread = thread_of(in, organization, conversation);
  if (thread.archived == archived) return false;
  thread.archived = archived;
  sql::Threads::touch(thread, to_millis(in.now));
  in.event(organization, EventKind::conversation_changed, thread.number);
  return true;
}

bool assign(Transaction& in, OrganizationId organization, std::int64_t conversation,
            std::optional<MemberId> to) {
  auto& thread = thread_of(in, organization, conversation);
  const auto assignee = to ? to->value : 0;
  if (to && !sql::exists(in.db, member_exists, organization.value, assignee))
    throw Problem::not_found("member");
  if (thread.assignee == assignee) return false;
  thread.assignee = assignee;
  sql::Threads::touch(thread, to_millis(in.now));
  in.event(organization, EventKind::conversation_assigned, thread.number);
  return true;
}

bool mark_read(Transaction& in, OrganizationId organization, std::int64_t conversation,
               std::optional<MessageKey> up_to) {
  auto& thread = thread_of(in, organization, conversation);
  const auto unread = unread_of(in, thread, place_of(in, thread, up_to));
  if (unread.empty()) return false;
  for (const auto& before : unread) {
    auto after = before;
    after.flags |= sql::Flag::read_by_us;
    after.updated_at = std::max(after.updated_at, to_millis(in.now));
    in.recorder.threads().update(thread, before, after);
  }
  in.event(organization, EventKind::conversation_read, thread.number);
  return true;
}

}  // namespace parley
