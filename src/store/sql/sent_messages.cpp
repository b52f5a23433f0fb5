// Messages that were sent from here: kept before they go, named by Meta later, failed where Meta does not take them.

#include "store/sql/answers.h"
#include "store/sql/content.h"
#include "store/sql/message_key.h"
#include "store/sql/message_rows.h"
#include "store/sql/reaction_fates.h"
#include "store/sql/scene.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query message_by_key{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND key = $4"};
constexpr Query awaited{"SELECT 1 FROM pending_fact WHERE organization = $1 AND key = $2"};
constexpr Query move_awaited{"UPDATE pending_fact SET key = $3 WHERE organization = $1 AND key = $2"};
constexpr Query move_statuses{"UPDATE message_status SET key = $3 WHERE organization = $1 AND key = $2"};
constexpr Query move_reactions{"UPDATE reaction SET key = $3 WHERE organization = $1 AND key = $2"};
constexpr Query move_revisions{"UPDATE revision SET key = $3 WHERE organization = $1 AND key = $2"};
constexpr Query base_of{
    "SELECT content FROM revision WHERE organization = $1 AND key = $2 AND kind = 0 AND at = 0 AND wamid = ''"};

// A failure that we say ourselves is of no delivery.
constexpr Query put_failure{
    "INSERT INTO message_status (organization, key, word, participant, at, latest_at, errors, details, callback_data, "
    "delivery) VALUES ($1, $2, 'failed', '', $3, $3, $4, '', '', 0) "
    "ON CONFLICT (organization, key, word, participant) DO NOTHING"};
constexpr Query drop_failure{
    "DELETE FROM message_status WHERE organization = $1 AND key = $2 AND word = 'failed' AND delivery = 0"};

// How far Meta's clock, or many messages at once, may push a message of ours behind what is there already.
constexpr std::int64_t most_ahead = 10'000;

std::int64_t time_behind(const Thread& thread, std::int64_t now) {
  const bool is_newer = thread.last_at >= now && thread.last_at < now + most_ahead;
  return is_newer ? thread.last_at + 1 : now;
}

}  // namespace

std::optional<StoredMessage> Recorder::sent_message(std::int64_t organization, std::int64_t key) {
  const auto place = place_of_key(db_, organization, key);
  if (!place || place->key != key) return std::nullopt;
  auto rows = db_.rows(message_by_key, organization, place->conversation, place->at, key);
  if (!rows.next()) return std::nullopt;
  auto message = read_message(rows);
  if (!message.has(Flag::sent_here)) return std::nullopt;
  return message;
}

std::optional<KeyedPlace> Recorder::expect_sent(std::int64_t organization, std::int64_t key) {
  auto place = expect_place(db_, organization, key);
  if (!place || place->key != key) return std::nullopt;
  db_.ahead(message_by_key, organization, place->conversation, place->at, key);
  threads_.expect_by_id(organization, place->conversation);
  return place;
}

void Recorder::expect_draft(const Sender& sender, const Draft& draft, const std::string& tag) {
  const auto organization = sender.organization.value;
  const auto key = key_of(sender, local_wamid(tag), 0);
  expect_surroundings(sender);
  expect_place(db_, organization, key);
  outbox_.expect(organization, key);
  expect_person(sender, draft.to);
  const auto contact = people_.expect(organization, draft.to);
  if (!contact || *contact == 0) return;
  if (const auto thread = threads_.expect(sender, *contact)) outbox_.expect_line(organization, thread);
}

Recorder::Sent Recorder::keep_draft(const Sender& sender, const Draft& draft, const std::string& tag,
                                    SentSink sink) {
  const Scope nowhere;
  const Scene scene{sender, nowhere, {}, 0, {}};
  const auto organization = scene.organization();
  const auto peer = person(scene, draft.to, now_, {});
  bool created = false;
  Thread& thread = threads_.ensure(sender, peer, created);
  if (created) {
    event(sender.organization, EventKind::conversation_created, thread.number);
  } else if (thread.status == ConversationStatus::deleted) {
    thread.status = ConversationStatus::open;
    thread.status_at = to_millis(now_);
    event(sender.organization, EventKind::conversation_status, thread.number);
  }

  Sent sent{.tag = tag, .conversation = thread.number, .at = time_behind(thread, to_millis(now_))};
  const auto is_taken = [&] {
    sent.key = key_of(sender, local_wamid(sent.tag), 0);
    return place_of_key(db_, organization, sent.key) || outbox_.row(organization, sent.key);
  };
  while (is_taken()) sent.tag = new_tag();
  if (draft.reaction) {
    if (created) threads_.make(thread, sent.at);
    event(sender.organization, EventKind::conversation_changed, thread.number);
  } else {
    StoredMessage message{.organization = organization,
                          .conversation = thread.id,
                          .at = sent.at,
                          .wamid = local_wamid(sent.tag)};
    message.key = sent.key;
    message.direction = Direction::outbound;
    message.flags = Flag::sent_here;
    message.peer = peer.alias;
    message.updated_at = sent.at;
    Packer cold;
    cold.put(Cold::quoted, draft.quoted_wamid);
    message.cold = cold.bytes();
    put_content(message, pack_content(draft.content));
    message.type = draft.type;
    threads_.insert(thread, message);
    if (draft.content.media) await_file(sender, sent.key, *draft.content.media, sent.at, true);
    event(sender.organization, EventKind::message_created, thread.number, sent.key);
    sink(row_of(message, sender.phone, peer.spelling), thread.number);
  }
  const OutboxRow row{.organization = organization,
                      .message = sent.key,
                      .sender = sender.id.value,
                      .conversation = thread.id,
                      .due_at = to_millis(now_),
                      .tag = sent.tag,
                      .draft = draft,
                      .created_at = to_millis(now_)};
  outbox_.add(row, created);
  return sent;
}

// What was told of that wamid before is the message's from now on.
bool Recorder::name(const Scene& scene, const StoredMessage& before, StoredMessage after,
                    const std::string& wamid) {
  const auto organization = scene.organization();
  std::int64_t key = 0;
  const auto other = find_message(scene.sender, wamid, key);
  if (other && other->has(Flag::sent_here)) return false;  // Meta gave it to another one already

  after.wamid = wamid;
  if (after.statuses.has(MessageStatus::failed)) {  // what we said ourselves, which is wrong then
    db_.run(drop_failure, organization, before.key);
    after.statuses = after.statuses.without(MessageStatus::failed);
    put_cold(after, Cold::status_errors, "");
  }
  after.statuses = after.statuses.with(MessageStatus::sent);
  const bool is_awaited = !other && exists(db_, awaited, organization, key);
  if (other || is_awaited) {
    for (const auto* query : {&move_awaited, &move_statuses, &move_reactions, &move_revisions})
      db_.run(*query, organization, key, before.key);
  }
  lead_key(db_, organization, key, before.key);
  Thread& thread = threads_.by_id(organization, before.conversation);
  if (!other) {
    if (is_awaited) take_pending(after);
    threads_.retie(thread, before, after);
    return true;
  }
  join(after, *other);
  Thread& left = threads_.by_id(organization, other->conversation);
  constexpr auto marks = Flag::confirms_name | Flag::confirms_username;
  if ((other->flags & marks) != 0) people_.confirm(organization, other->peer, left.contact);
  threads_.erase(left, *other);
  threads_.retie(thread, before, after);
  if (&left != &thread) event(scene.sender.organization, EventKind::conversation_changed, left.number);
  threads_.recount(left, thread);
  return true;
}

// As if what made `other` were told of `message` now: ours comes first.
void Recorder::join(StoredMessage& message, const StoredMessage& other) {
  const bool is_revised = other.has(Flag::edited) || other.has(Flag::revoked);
  auto content = content_of(other);
  if (is_revised) {
    auto rows = db_.rows(base_of, message.organization, message.key);
    if (rows.next()) content = rows.text(0);
  }
  message.statuses = message.statuses.with(other.statuses);
  message.updated_at = std::max(message.updated_at, other.updated_at);
  if (other.origin != Origin::placeholder) put_content(message, filled_content(content_of(message), content));
  if (is_revised) {
    keep_base(message);
    show_newest(message);
  }
  show_errors(message);
}

void Recorder::expect_attempt(const Sender& sender, std::int64_t key, std::string_view tag,
                              const std::string& wamid) {
  const auto organization = sender.organization.value;
  expect_surroundings(sender);
  outbox_.expect(organization, key);
  const auto place = expect_sent(organization, key);
  if (wamid.empty()) return;
  expect_message(sender, wamid);
  db_.ahead(awaited, organization, key_of(sender, wamid, 0));
  if (place) threads_.expect_retie(organization, place->conversation, place->at, local_wamid(tag));
}

void Recorder::expect_claim(const Sender& sender, std::string_view tag) {
  const auto key = key_of(sender, local_wamid(tag), 0);
  outbox_.expect(sender.organization.value, key);
  expect_sent(sender.organization.value, key);
}

void Recorder::accept(const Sender& sender, std::int64_t key, const Accepted& as) {
  const Scope nowhere;
  const Scene scene{sender, nowhere, {}, 0, {}};
  if (!as.recipient.empty()) person(scene, as.recipient, now_, {});
  const auto ours = sent_message(scene.organization(), key);
  if (!ours) return;
  auto after = *ours;
  if (!as.sent_to.empty()) put_cold(after, Cold::sent_to, as.sent_to);
  if (!as.message_status.empty()) put_cold(after, Cold::message_status, as.message_status);
  after.statuses = after.statuses.with(MessageStatus::sent);
  after.updated_at = std::max(after.updated_at, to_millis(now_));
  if (is_local(ours->wamid) && name(scene, *ours, after, as.wamid)) {
    const auto& thread = threads_.by_id(after.organization, after.conversation);
    return event(sender.organization, EventKind::message_status, thread.number, key);
  }
  if (after != *ours) store(*ours, after, EventKind::message_status);
}

void Recorder::claim(const Scene& scene, std::string_view tag, const std::string& wamid) {
  const auto organization = scene.organization();
  const auto key = key_of(scene.sender, local_wamid(tag), 0);
  const auto ours = sent_message(organization, key);
  if (ours && is_local(ours->wamid) && name(scene, *ours, *ours, wamid)) {
    const auto& thread = threads_.by_id(organization, ours->conversation);
    event(scene.sender.organization, EventKind::message_changed, thread.number, key);
  }
  const auto row = outbox_.row(organization, key);
  if (!row) return;
  outbox_.leave(*row, Fate::accepted);
  if (!row->draft.reaction) return;
  react(scene.sender, row->draft, wamid, row->created_at);
  keep_taken_reaction(db_, scene.sender.organization, key, wamid, now_);
}

void Recorder::react(const Sender& sender, const Draft& draft, const std::string& wamid, std::int64_t at) {
  const Scope nowhere;
  const Scene scene{sender, nowhere, {}, 0, {}};
  ReactionFact fact{.wamid = wamid, .target = draft.reaction->target, .emoji = draft.reaction->emoji};
  fact.direction = Direction::outbound;
  fact.at = from_millis(at);
  fact.peer = draft.to;
  apply(scene, fact);
}

void Recorder::fail(std::int64_t organization, std::int64_t key, const std::string& errors) {
  const auto ours = sent_message(organization, key);
  if (!ours || !is_local(ours->wamid)) return;
  db_.run(put_failure, organization, key, to_millis(now_), errors);
  auto after = *ours;
  after.statuses = after.statuses.with(MessageStatus::failed);
  after.updated_at = std::max(after.updated_at, to_millis(now_));
  show_errors(after);
  store(*ours, after, EventKind::message_status);
}

void Recorder::tell_of_sent(std::int64_t organization, std::int64_t key) {
  const auto ours = sent_message(organization, key);
  if (!ours) return event({organization}, EventKind::notice);
  event({organization}, EventKind::message_status, threads_.by_id(organization, ours->conversation).number,
        key);
}

}  // namespace parley::sql
