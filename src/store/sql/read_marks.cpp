// What Meta is told of reading, as store/read_marks.h promises it.

#include "store/read_marks.h"

#include "base/problem.h"
#include "store/outbox.h"
#include "store/sql/answers.h"
#include "store/sql/message_key.h"
#include "store/sql/recorder.h"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

using sql::Query;

constexpr Query inbound_of_key{
    "SELECT wamid FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND key = $4 AND direction = 0"};
constexpr Query newest_inbound{
    "SELECT wamid, at FROM message WHERE organization = $1 AND conversation = $2 AND at >= $3 AND direction = 0 "
    "ORDER BY at DESC, wamid DESC LIMIT 1"};
constexpr Query sent_since{
    "SELECT 1 FROM message WHERE organization = $1 AND conversation = $2 AND at >= $3 AND direction = 1 LIMIT 1"};

constexpr Query find_mark{
    "SELECT wamid, at, version FROM read_mark WHERE organization = $1 AND conversation = $2"};
constexpr Query add_mark{
    "INSERT INTO read_mark (organization, conversation, sender, wamid, at, typing_until, asked_at, due_at, failures, "
    "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, 1)"};
constexpr Query renew_mark{
    "UPDATE read_mark SET wamid = $3, at = $4, typing_until = $5, asked_at = $6, due_at = $6, failures = 0, version = $7 "
    "WHERE organization = $1 AND conversation = $2"};
constexpr Query set_due{
    "UPDATE read_mark SET due_at = $3, failures = $4, version = $5 WHERE organization = $1 AND conversation = $2"};
constexpr Query drop_mark{"DELETE FROM read_mark WHERE organization = $1 AND conversation = $2"};
constexpr Query due_marks{
    "SELECT conversation, version, failures, asked_at, wamid, typing_until FROM read_mark "
    "WHERE organization = $1 AND sender = $2 AND due_at <= $3 ORDER BY due_at LIMIT $4"};
constexpr Query count_mark{
    "INSERT INTO sending (organization, sender, waiting, unknown, accepted, failed, pace_at, held_until, refused_at, trouble, "
    "marks) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, '', 1) "
    "ON CONFLICT (organization, sender) DO UPDATE SET marks = sending.marks + 1"};
constexpr Query uncount_mark{"UPDATE sending SET marks = marks - 1 WHERE organization = $1 AND sender = $2"};
constexpr Query hold_of{"SELECT held_until, refused_at FROM sending WHERE organization = $1 AND sender = $2"};

static_assert(static_cast<int>(Direction::inbound) == 0 && static_cast<int>(Direction::outbound) == 1);

struct ReadMessage {
  std::string wamid;
  std::int64_t at = 0;
};

// The person's message that is meant; nothing where there is none that Meta would take.
std::optional<ReadMessage> read_message(Transaction& in, const sql::Thread& thread, const ReadUpTo& read) {
  const auto oldest = to_millis(in.now - oldest_marked);
  if (!read.message) {
    auto rows = in.db.rows(newest_inbound, thread.organization, thread.id, oldest);
    if (!rows.next()) return std::nullopt;
    return ReadMessage{std::string(rows.text(0)), rows.integer(1)};
  }
  const auto place = sql::place_of_key(in.db, thread.organization, read.message->value);
  if (!place || place->conversation != thread.id) throw Problem::not_found("message");
  auto rows = in.db.rows(inbound_of_key, thread.organization, thread.id, place->at, place->key);
  if (!rows.next()) throw Problem::not_found("message");
  if (place->at < oldest) return std::nullopt;
  return ReadMessage{std::string(rows.text(0)), place->at};
}

struct KeptMark {
  ReadMessage message;
  std::int64_t version = 0;
};
std::optional<KeptMark> kept_mark(sql::Connection& db, std::int64_t organization, std::int64_t conversation) {
  auto rows = db.rows(find_mark, organization, conversation);
  if (!rows.next()) return std::nullopt;
  return KeptMark{{std::string(rows.text(0)), rows.integer(1)}, rows.integer(2)};
}

bool is_last_word(Transaction& in, const Sender& sender, const MarkLease& lease) {
  const auto kept = kept_mark(in.db, sender.organization.value, lease.conversation);
  return kept && kept->version == lease.version;
}

// Whoever is told so after our answer would see us type again.
bool shows_typing(Transaction& in, std::int64_t organization, std::int64_t conversation, Timestamp asked_at,
                  std::int64_t until) {
  return until > to_millis(in.now) &&
         !sql::exists(in.db, sent_since, organization, conversation, to_millis(asked_at));
}

}  // namespace

bool tell_read(Transaction& in, const Sender& sender, const ReadUpTo& read) {
  const auto organization = sender.organization.value;
  const auto* thread = in.recorder.threads().by_number(organization, read.conversation);
  if (thread == nullptr) throw Problem::not_found("conversation");
  auto message = read_message(in, *thread, read);
  if (!message || sealed_access_token(in, sender).empty()) return false;
  const auto now = to_millis(in.now);
  const auto typing_until = read.typing ? to_millis(in.now + typing_shows) : 0;
  const auto kept = kept_mark(in.db, organization, thread->id);
  if (!kept) {
    in.db.run(add_mark, organization, thread->id, sender.id.value, message->wamid, message->at, typing_until,
              now);
    in.db.run(count_mark, organization, sender.id.value);
    return true;
  }
  if (kept->message.at > message->at) message = kept->message;
  in.db.run(renew_mark, organization, thread->id, message->wamid, message->at, typing_until, now,
            kept->version + 1);
  return true;
}

std::vector<MarkLease> lease_marks(Transaction& in, const Sender& sender, std::int64_t most,
                                   Timestamp until) {
  const auto organization = sender.organization.value;
  const auto now = to_millis(in.now);
  {
    auto rows = in.db.rows(hold_of, organization, sender.id.value);
    if (!rows.next() || rows.integer(0) > now) return {};
    if (rows.integer(1) != 0) most = std::min<std::int64_t>(most, 1);
  }
  std::vector<MarkLease> leases;
  std::vector<std::int64_t> typing;
  {
    auto rows = in.db.rows(due_marks, organization, sender.id.value, now, most);
    while (rows.next()) {
      leases.push_back({.conversation = rows.integer(0),
                        .version = rows.integer(1) + 1,
                        .failures = rows.integer(2),
                        .asked_at = from_millis(rows.integer(3)),
                        .mark = {.wamid = std::string(rows.text(4))}});
      typing.push_back(rows.integer(5));
    }
  }
  for (std::size_t i = 0; i < leases.size(); ++i) {
    auto& one = leases[i];
    one.mark.typing = shows_typing(in, organization, one.conversation, one.asked_at, typing[i]);
    in.db.run(set_due, organization, one.conversation, to_millis(until), one.failures, one.version);
  }
  return leases;
}

void told(Transaction& in, const Sender& sender, const MarkLease& lease) {
  token_is_accepted(in, sender);
  tell_no_more(in, sender, lease);
}

void tell_again(Transaction& in, const Sender& sender, const MarkLease& lease, Timestamp at) {
  if (!is_last_word(in, sender, lease)) return;
  in.db.run(set_due, sender.organization.value, lease.conversation, to_millis(at), lease.failures + 1,
            lease.version);
}

void tell_no_more(Transaction& in, const Sender& sender, const MarkLease& lease) {
  if (!is_last_word(in, sender, lease)) return;
  in.db.run(drop_mark, sender.organization.value, lease.conversation);
  in.db.run(uncount_mark, sender.organization.value, sender.id.value);
}

}  // namespace parley
