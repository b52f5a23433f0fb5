// A line of a conversation: stored once, completed by what is told of it later or was told before it.

#include "base/secrets.h"
#include "store/sql/content.h"
#include "store/sql/message_key.h"
#include "store/sql/scene.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query messages_of_time{
    "SELECT organization, conversation, at, wamid, key, direction, statuses, type, text, flags, origin, peer, "
    "updated_at, cold FROM message WHERE organization = $1 AND conversation = $2 AND at = $3 AND wamid = $4"};
constexpr Query find_pending{"SELECT wamid FROM pending_fact WHERE organization = $1 AND key = $2"};
constexpr Query drop_pending{"DELETE FROM pending_fact WHERE organization = $1 AND key = $2"};
constexpr Query add_pending{
    "INSERT INTO pending_fact (organization, key, wamid, first_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, key) DO NOTHING"};
constexpr Query statuses_of{
    "SELECT word, latest_at FROM message_status WHERE organization = $1 AND key = $2"};
constexpr Query shown_errors{
    "SELECT errors FROM message_status WHERE organization = $1 AND key = $2 AND word = 'failed' "
    "ORDER BY at, participant LIMIT 1"};
constexpr Query reactions_of{"SELECT max(at) FROM reaction WHERE organization = $1 AND key = $2"};
constexpr Query revisions_of{
    "SELECT kind, at, direction, author, content FROM revision WHERE organization = $1 AND key = $2 "
    "ORDER BY kind, at, wamid"};
constexpr Query put_base{
    "INSERT INTO revision (organization, key, kind, at, wamid, direction, author, content) "
    "VALUES ($1, $2, 0, 0, '', $3, '', $4) "
    "ON CONFLICT (organization, key, kind, at, wamid) DO UPDATE SET content = excluded.content"};

std::string author_of(const Identity& author) {
  if (!author.phone.empty()) return phone_key(author.phone);
  return author.bsuid.empty() ? author.parent : author.bsuid;
}

std::int64_t flags_of(const MessageFact& fact) {
  std::int64_t flags = 0;
  if (fact.forwarded) flags |= Flag::forwarded;
  if (fact.frequently_forwarded) flags |= Flag::frequently_forwarded;
  if (fact.at_is_guess) flags |= Flag::at_is_guess;
  if (fact.from_user) flags |= Flag::from_user;
  return flags;
}

// The statuses that a message comes with, before anything is reported of it.
StatusSet first_statuses(const MessageFact& fact) {
  if (fact.direction == Direction::inbound) return {};
  return StatusSet().with(fact.status.value_or(MessageStatus::sent));
}

}  // namespace

Person Recorder::person(const Scene& scene, const Identity& identity, Timestamp at, const Profile& profile) {
  Moves moves;
  auto found = people_.find(scene.organization(), identity, at, profile, moves);
  follow(scene, moves);
  tell_of_made(scene, found);
  return found;
}

void Recorder::tell_of_made(const Scene& scene, const Person& person) {
  if (person.made) event(scene.sender.organization, EventKind::contact_changed, 0, person.made->number);
}

void Recorder::follow(const Scene& scene, Moves& moves) {
  if (moves.empty()) return;
  const bool joined = !moves.aliases.empty();
  auto contacts = moves.renamed;
  threads_.follow(scene.organization(), moves);
  if (joined) event(scene.sender.organization, EventKind::conversation_merged);
  tell_of(scene.organization(), std::move(contacts));
}

std::optional<KeyedPlace> Recorder::expect_message(const Sender& sender, const std::string& wamid) {
  const auto organization = sender.organization.value;
  const auto key = key_of(sender, wamid, 0);
  if (expecting_ == 0) db_.ahead(find_pending, organization, key);
  const auto place = expect_place(db_, organization, key);
  if (!place) return std::nullopt;
  db_.ahead(messages_of_time, organization, place->conversation, place->at, wamid);
  threads_.expect_by_id(organization, place->conversation);
  return place;
}

std::optional<StoredMessage> Recorder::find_message(const Sender& sender, const std::string& wamid,
                                                    std::int64_t& key) {
  const auto organization = sender.organization.value;
  for (int attempt = 0;; ++attempt) {
    key = key_of(sender, wamid, attempt);
    const auto place = place_of_key(db_, organization, key);
    if (!place) {
      auto rows = db_.rows(find_pending, organization, key);
      if (rows.next() && rows.text(0) != wamid) continue;
      return std::nullopt;
    }
    auto rows = db_.rows(messages_of_time, organization, place->conversation, place->at, wamid);
    if (!rows.next()) continue;
    key = place->key;
    return read_message(rows);
  }
}

void Recorder::apply(const Scene& scene, const MessageFact& fact) {
  if (fact.content.media)
    await_file(scene.sender, key_of(scene.sender, fact.wamid, 0), *fact.content.media, to_millis(fact.at));
  std::int64_t key = 0;
  if (const auto stored = find_message(scene.sender, fact.wamid, key)) return merge(scene, fact, *stored);

  const bool in_group = !fact.peer.group.empty();
  Moves moves;
  bool confirms = false;
  const auto peer = people_.find_for_message(scene.organization(), fact.peer, fact.at,
                                             in_group ? Profile{} : fact.profile, moves, confirms);
  follow(scene, moves);
  tell_of_made(scene, peer);
  if (in_group && !fact.author.empty()) person(scene, fact.author, fact.at, fact.profile);
  bool created = false;
  Thread& thread = threads_.ensure(scene.sender, peer, created);
  auto message = fresh(scene, fact, thread, peer.alias);
  message.key = key;
  if (confirms && !fact.profile.name.empty()) message.flags |= Flag::confirms_name;
  if (confirms && !fact.profile.username.empty()) message.flags |= Flag::confirms_username;
  take_pending(message);
  threads_.insert(thread, message);
  if (created) event(scene.sender.organization, EventKind::conversation_created, thread.number);
  event(scene.sender.organization, EventKind::message_created, thread.number, key);
}

StoredMessage Recorder::fresh(const Scene& scene, const MessageFact& fact, const Thread& thread,
                              std::int64_t alias) {
  StoredMessage message{.organization = scene.organization(),
                        .conversation = thread.id,
                        .at = to_millis(fact.at),
                        .wamid = fact.wamid};
  message.direction = fact.direction;
  message.statuses = first_statuses(fact);
  message.flags = flags_of(fact);
  if (fact.origin < Origin::echo && fact.direction == Direction::inbound) message.flags |= Flag::read_here;
  message.origin = fact.origin;
  message.peer = alias;
  message.updated_at = message.at;
  Packer cold;
  cold.put(Cold::quoted, fact.quoted_wamid)
      .put(Cold::context, fact.context)
      .put(Cold::referral, fact.referral);
  if (!fact.peer.group.empty()) cold.put(Cold::author, author_of(fact.author));
  cold.put(Cold::delivery, static_cast<std::uint64_t>(scene.delivery));
  cold.put(Cold::offset, std::uint64_t{scene.slice.offset})
      .put(Cold::length, std::uint64_t{scene.slice.length});
  message.cold = cold.bytes();
  put_content(message, pack_content(fact.content));
  return message;
}

void Recorder::merge(const Scene& scene, const MessageFact& fact, const StoredMessage& stored) {
  const bool better = fact.origin > stored.origin;
  const bool better_time = stored.has(Flag::at_is_guess) && !fact.at_is_guess;
  const bool in_group = !fact.peer.group.empty();
  const auto peer = person(scene, fact.peer, fact.at, in_group ? Profile{} : fact.profile);
  if (in_group && !fact.author.empty()) person(scene, fact.author, fact.at, fact.profile);
  // Looking the person up may have moved the message to another conversation.
  std::int64_t key = 0;
  const auto before = find_message(scene.sender, fact.wamid, key).value();
  auto after = before;

  auto told = fresh(scene, fact, threads_.by_id(before.organization, before.conversation), peer.alias);
  const bool revised = before.has(Flag::edited) || before.has(Flag::revoked);
  auto base = content_of(before);
  if (revised) {
    auto rows = db_.rows(revisions_of, before.organization, before.key);
    if (rows.next() && rows.integer(0) == 0) base = rows.text(4);
  }
  const auto told_content = pack_content(fact.content);
  const bool fills = std::min(fact.origin, before.origin) != Origin::placeholder;
  const auto& first = better ? told_content : base;
  const auto& second = better ? base : told_content;
  const auto content = fills ? filled_content(first, second) : first;
  if (better) {
    after.origin = fact.origin;
    after.direction = fact.direction;
    constexpr auto own =
        Flag::message_pinned | Flag::starred | Flag::edited | Flag::revoked | Flag::read_by_us;
    after.flags = (before.flags & own) | told.flags;
    after.cold = told.cold;
    put_cold(after, Cold::status_errors, packed_text(before.cold, Cold::status_errors));
    after.peer = told.peer;
  }
  if (!before.has(Flag::at_is_guess) || better_time) after.flags &= ~std::int64_t{Flag::at_is_guess};
  for (const auto status : {MessageStatus::sent, MessageStatus::delivered, MessageStatus::read,
                            MessageStatus::played, MessageStatus::failed}) {
    if (told.statuses.has(status)) after.statuses = after.statuses.with(status);
  }
  after.updated_at = std::max(before.updated_at, told.at);
  put_content(after, content);
  if (revised) {
    keep_base(after);
    show_newest(after);
  }

  constexpr auto marks = Flag::confirms_name | Flag::confirms_username;
  if ((before.flags & marks) != 0 && (better || better_time)) {
    people_.confirm(before.organization, before.peer,
                    threads_.by_id(before.organization, before.conversation).contact);
    after.flags &= ~std::int64_t{marks};
  }
  const bool moves_time = better_time || (better && !fact.at_is_guess && told.at != before.at);
  Thread& thread = threads_.by_id(before.organization, before.conversation);
  bool created = false;
  Thread& target = better ? threads_.ensure(scene.sender, peer.contact, created) : thread;
  if (!moves_time && &target == &thread) {
    if (after == before) return;
    return store(before, after, EventKind::message_changed);
  }
  after.at = moves_time ? told.at : before.at;
  after.conversation = target.id;
  threads_.erase(thread, before);
  threads_.insert(target, after);
  threads_.recount(target);
  if (created) event(scene.sender.organization, EventKind::conversation_created, target.number);
  event(scene.sender.organization, EventKind::message_changed, target.number, after.key);
  if (&target == &thread) return;
  event(scene.sender.organization, EventKind::conversation_changed, thread.number);
  threads_.recount(thread, target);
}

void Recorder::store(const StoredMessage& before, const StoredMessage& after, EventKind kind) {
  Thread& thread = threads_.by_id(after.organization, after.conversation);
  threads_.update(thread, before, after);
  event({after.organization}, kind, thread.number, after.key);
}

void Recorder::await_file(const Sender& sender, std::int64_t key, const Media& media, std::int64_t at,
                          bool is_draft) {
  const NamedMedia named{.organization = sender.organization.value,
                         .sender = sender.id.value,
                         .message = key,
                         .at = at,
                         .id = media.id,
                         .mime = media.mime_type,
                         .sha256 = media.sha256,
                         .filename = media.filename,
                         .is_draft = is_draft};
  const auto is_sent_here = [&](std::int64_t message) {
    return sent_message(named.organization, message).has_value();
  };
  if (!name_media(db_, named, to_millis(now_), is_sent_here)) return;
  files_[named.organization].add(MediaState::pending, true, 0, 1);
}

void Recorder::await_message(const Scene& scene, std::int64_t key, const std::string& wamid) {
  db_.run(add_pending, scene.organization(), key, wamid, to_millis(now_));
}

void Recorder::take_pending(StoredMessage& message) {
  {
    auto rows = db_.rows(find_pending, message.organization, message.key);
    if (!rows.next()) return;
  }
  db_.run(drop_pending, message.organization, message.key);
  {
    auto rows = db_.rows(statuses_of, message.organization, message.key);
    while (message.direction == Direction::outbound && rows.next()) {
      message.updated_at = std::max(message.updated_at, rows.integer(1));
      const auto status = status_of_word(rows.text(0));
      if (!status) continue;
      message.statuses = message.statuses.with(*status);
    }
  }
  show_errors(message);
  {
    auto rows = db_.rows(reactions_of, message.organization, message.key);
    if (rows.next()) message.updated_at = std::max(message.updated_at, rows.integer(0));
  }
  bool revised = false;
  {
    auto rows = db_.rows(revisions_of, message.organization, message.key);
    revised = rows.next();
  }
  if (!revised) return;
  keep_base(message);
  show_newest(message);
}

void Recorder::show_errors(StoredMessage& message) {
  if (message.direction != Direction::outbound || !message.statuses.has(MessageStatus::failed)) return;
  auto rows = db_.rows(shown_errors, message.organization, message.key);
  if (rows.next()) put_cold(message, Cold::status_errors, rows.text(0));
}

void Recorder::keep_base(const StoredMessage& message) {
  db_.run(put_base, message.organization, message.key, static_cast<int>(message.direction),
          Blob{content_of(message)});
}

void Recorder::show_newest(StoredMessage& message) {
  const std::string author(packed_text(message.cold, Cold::author));
  std::string shown;
  bool is_edited = false, is_revoked = false;
  {
    auto rows = db_.rows(revisions_of, message.organization, message.key);
    while (rows.next()) {
      const auto kind = rows.integer(0);
      const bool own =
          kind == 0 || (rows.integer(2) == static_cast<int>(message.direction) && rows.text(3) == author);
      if (!own) continue;
      message.updated_at = std::max(message.updated_at, rows.integer(1));
      is_edited = is_edited || kind == 1;
      is_revoked = is_revoked || kind == 2;
      if (kind != 2) shown = rows.text(4);
    }
  }
  put_content(message, shown);
  message.flags &= ~std::int64_t{Flag::edited | Flag::revoked};
  if (is_edited) message.flags |= Flag::edited;
  if (is_revoked) message.flags |= Flag::revoked;
  if (is_revoked) clear_content(message);
}

}  // namespace parley::sql
