// What waits to be sent, as store/outbox.h promises it.

#include "store/outbox.h"

#include "base/secrets.h"
#include "store/media.h"
#include "store/sql/answers.h"
#include "store/sql/outbox_rows.h"
#include "store/sql/reaction_fates.h"
#include "store/sql/recorder.h"

#include <algorithm>

namespace parley {
namespace {

using sql::Fate;
using sql::OutboxRow;
using sql::Query;

constexpr Query ready_rows{
    "SELECT organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, created_at "
    "FROM outbox WHERE organization = $1 AND sender = $2 AND turn = 1 AND due_at <= $3 ORDER BY due_at, place LIMIT $4"};
constexpr Query ended_rows{
    "SELECT organization, message, sender, conversation, place, turn, due_at, attempts, tag, draft, errors, created_at "
    "FROM outbox WHERE organization = $1 AND sender = $2 AND turn = $3 AND due_at <= $4 ORDER BY due_at LIMIT $5"};
constexpr Query limits_of{
    "SELECT pace_at, held_until, refused_at FROM sending WHERE organization = $1 AND sender = $2"};
constexpr Query set_pace{"UPDATE sending SET pace_at = $3 WHERE organization = $1 AND sender = $2"};
constexpr Query pace_of_pair{
    "SELECT pace_at FROM sending_pair WHERE organization = $1 AND conversation = $2"};
constexpr Query set_pace_of_pair{
    "INSERT INTO sending_pair (organization, conversation, pace_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (organization, conversation) DO UPDATE SET pace_at = excluded.pace_at"};
constexpr Query hold_until{"UPDATE sending SET held_until = $3 WHERE organization = $1 AND sender = $2"};
constexpr Query set_hold{
    "INSERT INTO sending (organization, sender, waiting, unknown, accepted, failed, pace_at, held_until, refused_at, trouble) "
    "VALUES ($1, $2, 0, 0, 0, 0, 0, $3, $4, $5) ON CONFLICT (organization, sender) DO UPDATE "
    "SET held_until = excluded.held_until, refused_at = excluded.refused_at, trouble = excluded.trouble"};
constexpr Query forget_hold{
    "UPDATE sending SET held_until = 0, refused_at = 0, trouble = '' WHERE organization = $1 AND sender = $2"};
constexpr Query token_is_good{
    "UPDATE sending SET held_until = 0, refused_at = 0, trouble = '' "
    "WHERE organization = $1 AND sender = $2 AND refused_at <> 0"};
constexpr Query is_connected{"SELECT 1 FROM sender WHERE organization = $1 AND id = $2 AND connected = 1"};
constexpr Query token_of_sender{"SELECT access_token FROM sender WHERE organization = $1 AND id = $2"};
constexpr Query put_token{"UPDATE sender SET access_token = $3 WHERE organization = $1 AND id = $2"};

// What is expired in one transaction.
constexpr std::int64_t most_expired = 64;

// For rows that can go, in one transaction.
constexpr int most_looks = 32;

std::vector<OutboxRow> all_of(sql::Rows rows) {
  std::vector<OutboxRow> all;
  while (rows.next()) all.push_back(sql::read_outbox_row(rows));
  return all;
}

struct Limits {
  PaceTime spent;
  std::int64_t held_until = 0, refused_at = 0;
};
Limits limits(sql::Connection& db, const Sender& sender) {
  auto rows = db.rows(limits_of, sender.organization.value, sender.id.value);
  if (!rows.next()) return {};
  return {PaceTime(std::chrono::microseconds(rows.integer(0))), rows.integer(1), rows.integer(2)};
}

// Whether one more may go to that person now; it counts as gone then. Else the row waits until it may.
bool has_pace(Transaction& in, const OutboxRow& row, const Pace& pace) {
  if (!row.draft.to.group.empty()) return true;
  const PaceTime spent(
      std::chrono::microseconds(sql::first_integer(in.db, pace_of_pair, row.organization, row.conversation)));
  if (room(pace, spent, in.now) < 1) {
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until_room(pace, spent, in.now));
    in.recorder.outbox().set_turn(row, Turn::ready, to_millis(in.now + wait));
    return false;
  }
  in.db.run(set_pace_of_pair, row.organization, row.conversation,
            spend(pace, spent, in.now, 1).time_since_epoch().count());
  return true;
}

// The row, where the lease is still the last word on it.
std::optional<OutboxRow> row_of(Transaction& in, const Sender& sender, const Lease& lease) {
  auto row = sql::outbox_row(in.db, sender.organization.value, lease.message.value);
  if (!row || row->attempts != lease.attempt) return std::nullopt;
  if (row->turn != Turn::leased && row->turn != Turn::unknown) return std::nullopt;
  return row;
}

// All that names the person; empty where Meta named them as we did.
Identity both(Identity one, const Identity& other) {
  const auto says_more = [](const std::string& ours, const std::string& theirs) {
    return !theirs.empty() && ours != theirs;
  };
  const bool is_news = says_more(one.phone, other.phone) || says_more(one.bsuid, other.bsuid) ||
                       says_more(one.parent, other.parent);
  if (!is_news) return {};
  if (one.phone.empty()) one.phone = other.phone;
  if (one.bsuid.empty()) one.bsuid = other.bsuid;
  if (one.parent.empty()) one.parent = other.parent;
  return one;
}

// Who Meta says it went to, as its answer names them; empty where that is as it was asked for.
std::string sent_to(const Identity& asked, const Identity& told) {
  for (const auto member : {&Identity::phone, &Identity::bsuid, &Identity::parent}) {
    if (!(told.*member).empty() && told.*member != asked.*member) return told.*member;
  }
  return {};
}

}  // namespace

std::string new_tag() { return random_base32(26); }

void expect_enqueue(Transaction& in, const Sender& sender, const Draft& draft, const std::string& tag) {
  in.db.ahead(token_of_sender, sender.organization.value, sender.id.value);
  in.recorder.expect_draft(sender, draft, tag);
}

Enqueued enqueue(Transaction& in, const Sender& sender, const Draft& draft, const std::string& tag) {
  const auto nobody = [](const MessageRow&, std::int64_t) {};
  return enqueue(in, sender, draft, tag, nobody);
}

Enqueued enqueue(Transaction& in, const Sender& sender, const Draft& draft, const std::string& tag,
                 SentSink sink) {
  auto sent = in.recorder.keep_draft(sender, draft, tag, sink);
  return {.message = {sent.key},
          .wamid = local_wamid(sent.tag),
          .conversation = sent.conversation,
          .at = from_millis(sent.at)};
}

std::vector<Lease> lease(Transaction& in, const Sender& sender, const LeaseTerms& terms) {
  const auto organization = sender.organization.value;
  const auto known = limits(in.db, sender);
  const auto now = to_millis(in.now);
  if (known.held_until > now) return {};
  auto most = std::min(terms.most, room(terms.pace, known.spent, in.now));
  if (known.refused_at != 0) most = std::min<std::int64_t>(most, 1);
  std::vector<Lease> leases;
  // In the places of those that are put off others are looked for.
  for (int looks = 0; looks < most_looks && std::ssize(leases) < most; ++looks) {
    const auto wanted = most - std::ssize(leases);
    auto ready = all_of(in.db.rows(ready_rows, organization, sender.id.value, now, wanted));
    for (const auto& row : ready) in.db.ahead(pace_of_pair, organization, row.conversation);
    in.db.fetch();
    for (auto& row : ready) {
      if (!has_pace(in, row, terms.pair)) continue;
      ++row.attempts;
      in.recorder.outbox().set_turn(row, Turn::leased, to_millis(terms.until));
      leases.push_back({.message = {row.message},
                        .attempt = row.attempts,
                        .tag = std::move(row.tag),
                        .draft = std::move(row.draft),
                        .created_at = from_millis(row.created_at)});
    }
    if (std::ssize(ready) < wanted) break;
  }
  if (leases.empty()) return leases;
  const auto spent = spend(terms.pace, known.spent, in.now, std::ssize(leases));
  in.db.run(set_pace, organization, sender.id.value, spent.time_since_epoch().count());
  // One at a time: the next after this one has told.
  if (known.refused_at != 0) in.db.run(hold_until, organization, sender.id.value, to_millis(terms.until));
  return leases;
}

void expect_attempt(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt) {
  in.recorder.expect_attempt(sender, lease.message.value, lease.tag, attempt.wamid);
}

void accepted(Transaction& in, const Sender& sender, const Lease& lease, const Attempt& attempt) {
  const auto organization = sender.organization.value;
  const auto row = sql::outbox_row(in.db, organization, lease.message.value);
  if (row) {
    in.recorder.outbox().leave(*row, Fate::accepted);
    if (row->draft.reaction) in.recorder.react(sender, row->draft, attempt.wamid, row->created_at);
  }
  if (lease.draft.reaction)
    sql::keep_taken_reaction(in.db, sender.organization, lease.message.value, attempt.wamid, in.now);
  in.recorder.accept(sender, lease.message.value,
                     {.wamid = attempt.wamid,
                      .recipient = both(lease.draft.to, attempt.recipient),
                      .sent_to = sent_to(lease.draft.to, attempt.recipient),
                      .message_status = attempt.message_status});
  token_is_accepted(in, sender);
}

void put_off(Transaction& in, const Sender& sender, const Lease& lease, Timestamp until,
             const std::string& errors) {
  auto row = row_of(in, sender, lease);
  if (!row) return;
  row->errors = errors;
  in.recorder.outbox().set_turn(*row, Turn::ready, to_millis(until));
  in.recorder.tell_of_sent(row->organization, row->message);
}

void failed(Transaction& in, const Sender& sender, const Lease& lease, const std::string& errors) {
  const auto row = row_of(in, sender, lease);
  if (!row) return;
  in.recorder.outbox().leave(*row, Fate::failed);
  in.recorder.fail(row->organization, row->message, errors);
  if (!row->draft.reaction) return;
  sql::keep_refused_reaction(in.db, sender.organization, row->message, errors, in.now);
  in.recorder.tell_of_sent(row->organization, row->message);
}

void became_unknown(Transaction& in, const Sender& sender, const Lease& lease, Timestamp give_up_at) {
  auto row = row_of(in, sender, lease);
  if (!row || row->turn == Turn::unknown) return;
  in.recorder.outbox().set_turn(*row, Turn::unknown, to_millis(give_up_at));
  in.recorder.tell_of_sent(row->organization, row->message);
}

int expire(Transaction& in, const Sender& sender, Timestamp give_up_at, const std::string& errors) {
  const auto ended = [&](Turn turn) {
    return all_of(in.db.rows(ended_rows, sender.organization.value, sender.id.value, static_cast<int>(turn),
                             to_millis(in.now), most_expired));
  };
  int count = 0;
  for (const auto& row : ended(Turn::unknown)) {
    in.recorder.outbox().leave(row, Fate::failed);
    in.recorder.fail(row.organization, row.message, errors);
    if (row.draft.reaction)
      sql::keep_refused_reaction(in.db, sender.organization, row.message, errors, in.now);
    ++count;
  }
  for (const auto& row : ended(Turn::leased)) {
    in.recorder.outbox().set_turn(row, Turn::unknown, to_millis(give_up_at));
    in.recorder.tell_of_sent(row.organization, row.message);
    ++count;
  }
  return count;
}

void hold(Transaction& in, const Sender& sender, Timestamp until, const std::string& trouble, bool refused) {
  if (!sql::exists(in.db, is_connected, sender.organization.value, sender.id.value)) return;
  const auto known = limits(in.db, sender);
  const auto since = !refused                ? known.refused_at
                     : known.refused_at != 0 ? known.refused_at
                                             : to_millis(in.now);
  in.recorder.outbox().forget_good_token(sender);
  const bool is_held_longer = known.held_until > to_millis(until);
  if (is_held_longer && !refused) return;
  // While its token is refused, a lease holds it for others: that is over.
  const auto held_until = is_held_longer && known.refused_at == 0 ? known.held_until : to_millis(until);
  in.db.run(set_hold, sender.organization.value, sender.id.value, held_until, since, trouble);
}

void token_is_accepted(Transaction& in, const Sender& sender) {
  if (!in.recorder.outbox().learns_of_good_token(sender)) return;
  in.db.run(token_is_good, sender.organization.value, sender.id.value);
}

std::optional<Waiting> waiting(const Reader& from, OrganizationId organization, MessageKey message) {
  auto row = sql::outbox_row(from.db, organization.value, message.value);
  if (!row) return std::nullopt;
  return Waiting{.turn = row->turn, .attempts = row->attempts, .errors = std::move(row->errors)};
}

std::string sealed_access_token(const Reader& from, const Sender& sender) {
  auto rows = from.db.rows(token_of_sender, sender.organization.value, sender.id.value);
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

void set_access_token(Transaction& in, const Sender& sender, const std::string& sealed) {
  in.db.run(put_token, sender.organization.value, sender.id.value, sql::Blob{sealed});
  in.db.run(forget_hold, sender.organization.value, sender.id.value);
  wake_media(in, sender);
  in.changed_setup();
  in.event(sender.organization, EventKind::sender_added);
}

}  // namespace parley
