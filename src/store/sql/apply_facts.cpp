// What is told about messages and people: statuses, reactions, edits, revokes, renames, calls, preferences, notices.

#include "base/names.h"
#include "base/secrets.h"
#include "base/text.h"
#include "domain/template.h"
#include "store/sql/content.h"
#include "store/sql/scene.h"

#include <algorithm>
#include <tuple>

namespace parley::sql {
namespace {

constexpr Query find_status{
    "SELECT at, latest_at, errors, details, callback_data FROM message_status "
    "WHERE organization = $1 AND key = $2 AND word = $3 AND participant = $4"};
constexpr Query put_status{
    "INSERT INTO message_status (organization, key, word, participant, at, latest_at, errors, details, callback_data, "
    "delivery) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (organization, key, word, participant) DO UPDATE SET at = excluded.at, latest_at = excluded.latest_at, "
    "errors = excluded.errors, details = excluded.details, callback_data = excluded.callback_data, "
    "delivery = excluded.delivery"};
constexpr Query later_status{
    "UPDATE message_status SET latest_at = $5 "
    "WHERE organization = $1 AND key = $2 AND word = $3 AND participant = $4"};

constexpr Query find_reaction{
    "SELECT at, wamid FROM reaction WHERE organization = $1 AND key = $2 AND author = $3"};
constexpr Query put_reaction{
    "INSERT INTO reaction (organization, key, author, wamid, emoji, at) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (organization, key, author) DO UPDATE SET wamid = excluded.wamid, emoji = excluded.emoji, "
    "at = excluded.at"};
constexpr Query put_activity{
    "INSERT INTO activity (organization, peer, sender, at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, peer, sender) DO UPDATE SET at = excluded.at WHERE excluded.at > activity.at"};

constexpr Query find_revision{
    "SELECT 1 FROM revision WHERE organization = $1 AND key = $2 AND kind = $3 AND at = $4 AND wamid = $5"};
constexpr Query put_revision{
    "INSERT INTO revision (organization, key, kind, at, wamid, direction, author, content) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

constexpr Query find_call{
    "SELECT at, details FROM call WHERE organization = $1 AND sender = $2 AND call_id = $3 AND event = $4"};
constexpr Query set_call{
    "UPDATE call SET at = $5, details = $6 WHERE organization = $1 AND sender = $2 AND call_id = $3 AND event = $4"};
constexpr Query contact_of_call{
    "SELECT a.contact FROM call c CROSS JOIN contact_alias a WHERE c.organization = $1 AND c.sender = $2 "
    "AND c.call_id = $3 AND c.event = $4 AND a.organization = c.organization AND a.id = c.peer"};
constexpr Query put_call{
    "INSERT INTO call (organization, sender, call_id, event, at, direction, peer, delivery, details) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

constexpr Query find_notice{"SELECT 1 FROM notice WHERE organization = $1 AND hash = $2"};
constexpr Query templates_changed{
    "UPDATE template_pull SET changed_at = $3 WHERE organization = $1 AND waba = $2"};
constexpr Query put_notice{
    "INSERT INTO notice (organization, hash, field, waba, sender, raw, at) VALUES ($1, $2, $3, $4, $5, $6, $7)"};

std::string author_of(const Identity& author) {
  if (!author.phone.empty()) return phone_key(author.phone);
  return author.bsuid.empty() ? author.parent : author.bsuid;
}

}  // namespace

std::optional<MessageStatus> status_of_word(std::string_view word) {
  for (const auto status : {MessageStatus::sent, MessageStatus::delivered, MessageStatus::read,
                            MessageStatus::played, MessageStatus::failed}) {
    if (name_of(status) == word) return status;
  }
  return std::nullopt;
}

void Recorder::expect_status(const Sender& sender, const StatusFact& fact) {
  const auto place = expect_message(sender, fact.wamid);
  const auto tag = tag_of(fact.callback_data);
  if (!place && !tag.empty() && expecting_ > 0) expect_claim(sender, tag);
  const auto key = place ? place->key : key_of(sender, fact.wamid, 0);
  if (expecting_ == 0 || place)
    db_.ahead(find_status, sender.organization.value, key, fact.word, fact.participant);
}

void Recorder::apply(const Scene& scene, const StatusFact& fact) {
  std::int64_t key = 0;
  auto target = find_message(scene.sender, fact.wamid, key);
  const auto tag = tag_of(fact.callback_data);
  if (!tag.empty() && (!target || !target->has(Flag::sent_here))) {
    claim(scene, tag, fact.wamid);
    target = find_message(scene.sender, fact.wamid, key);
  }
  const auto at = to_millis(fact.at);
  std::int64_t latest_at = at;
  bool stays = false;  // what is known of it: the earliest, of one time the lesser
  {
    auto rows = db_.rows(find_status, scene.organization(), key, fact.word, fact.participant);
    if (rows.next()) {
      const std::tuple known(rows.integer(0), rows.text(2), rows.text(3), rows.text(4));
      const std::tuple told(at, std::string_view(fact.errors), std::string_view(fact.details),
                            std::string_view(fact.callback_data));
      stays = known <= told;
      latest_at = std::max(at, rows.integer(1));
      if (stays && latest_at == rows.integer(1)) return;
    }
  }
  if (stays) {
    db_.run(later_status, scene.organization(), key, fact.word, fact.participant, latest_at);
  } else {
    db_.run(put_status, scene.organization(), key, fact.word, fact.participant, at, latest_at, fact.errors,
            fact.details, fact.callback_data, scene.delivery);
  }
  if (!target) return await_message(scene, key, fact.wamid);
  if (target->direction == Direction::inbound) {
    event(scene.sender.organization, EventKind::message_status, 0, key);
    return;
  }
  auto after = *target;
  after.updated_at = std::max(after.updated_at, latest_at);
  if (fact.status) after.statuses = after.statuses.with(*fact.status);
  if (fact.status == MessageStatus::failed) show_errors(after);
  store(*target, after, EventKind::message_status);
}

void Recorder::apply(const Scene& scene, const ReactionFact& fact) {
  const bool in_group = !fact.peer.group.empty();
  const auto peer = person(scene, fact.peer, fact.at, in_group ? Profile{} : fact.profile);
  std::int64_t key = 0;
  const auto target = find_message(scene.sender, fact.target, key);
  const auto at = to_millis(fact.at);
  auto author = std::string(name_of(fact.direction));
  if (in_group && fact.direction == Direction::inbound) author += ":" + author_of(fact.author);
  {
    auto rows = db_.rows(find_reaction, scene.organization(), key, author);
    const bool known = rows.next();
    if (known && rows.integer(0) == at && rows.text(1) == fact.wamid) return;
    const bool newer =
        !known || std::pair(at, std::string_view(fact.wamid)) > std::pair(rows.integer(0), rows.text(1));
    if (newer) db_.run(put_reaction, scene.organization(), key, author, fact.wamid, fact.emoji, at);
  }
  if (fact.direction == Direction::inbound && fact.origin == Origin::live) {
    db_.run(put_activity, scene.organization(), peer.alias, scene.sender.id.value, at);
    Thread* thread = threads_.of_contact(scene.sender, peer.contact);
    if (thread != nullptr) {
      Threads::touch_by_user(*thread, at);
      event(scene.sender.organization, EventKind::conversation_changed, thread->number);
    }
  }
  if (!target) return await_message(scene, key, fact.target);
  auto after = *target;
  after.updated_at = std::max(after.updated_at, at);
  store(*target, after, EventKind::reaction_changed);
}

bool Recorder::add_revision(const Scene& scene, int kind, const std::string& wamid, Timestamp at,
                            Direction direction, const std::string& author, const std::string& content,
                            std::int64_t key) {
  {
    auto rows = db_.rows(find_revision, scene.organization(), key, kind, to_millis(at), wamid);
    if (rows.next()) return false;
  }
  db_.run(put_revision, scene.organization(), key, kind, to_millis(at), wamid, static_cast<int>(direction),
          author, Blob{content});
  return true;
}

void Recorder::revise(const Scene& scene, const std::string& target_wamid, std::int64_t key,
                      const std::optional<StoredMessage>& target, EventKind kind) {
  if (!target) return await_message(scene, key, target_wamid);
  if (!target->has(Flag::edited) && !target->has(Flag::revoked)) keep_base(*target);
  auto after = *target;
  show_newest(after);
  if (after == *target) return;
  store(*target, after, kind);
}

void Recorder::apply(const Scene& scene, const EditFact& fact) {
  std::int64_t key = 0;
  const auto target = find_message(scene.sender, fact.target, key);
  const auto author = fact.peer.group.empty() ? std::string() : author_of(fact.author);
  const auto content = pack_content(fact.content);
  if (!add_revision(scene, 1, fact.wamid, fact.at, fact.direction, author, content, key)) return;
  if (fact.content.media)
    await_file(scene.sender, key_of(scene.sender, fact.target, 0), *fact.content.media, to_millis(fact.at));
  revise(scene, fact.target, key, target, EventKind::message_edited);
}

void Recorder::apply(const Scene& scene, const RevokeFact& fact) {
  std::int64_t key = 0;
  const auto target = find_message(scene.sender, fact.target, key);
  const auto author = fact.peer.group.empty() ? std::string() : author_of(fact.author);
  if (!add_revision(scene, 2, fact.wamid, fact.at, fact.direction, author, "", key)) return;
  revise(scene, fact.target, key, target, EventKind::message_revoked);
}

void Recorder::apply(const Scene& scene, const RenameFact& fact) {
  if (fact.before.empty() || fact.after.empty()) return;
  Moves moves;
  people_.rename(scene.organization(), fact, moves);
  follow(scene, moves);
}

// The same was told of an earlier time: that one counts, for all that hangs on it.
void Recorder::move_call(const Scene& scene, const CallFact& fact, std::int64_t at) {
  std::int64_t contact = 0;
  {
    auto rows = db_.rows(contact_of_call, scene.organization(), scene.sender.id.value, fact.id, fact.event);
    if (rows.next()) contact = rows.integer(0);
  }
  db_.run(set_call, scene.organization(), scene.sender.id.value, fact.id, fact.event, at, fact.details);
  Thread* thread = threads_.of_contact(scene.sender, contact);
  if (thread != nullptr) threads_.recount(*thread);
  event(scene.sender.organization, EventKind::call_changed);
}

void Recorder::apply(const Scene& scene, const CallFact& fact) {
  // What is known of it: the earliest, of one time the lesser.
  std::pair known{INT64_MAX, std::string()};
  {
    auto rows = db_.rows(find_call, scene.organization(), scene.sender.id.value, fact.id, fact.event);
    if (rows.next()) known = {rows.integer(0), std::string(rows.text(1))};
  }
  if (fact.peer.empty()) return;
  const auto peer = person(scene, fact.peer, fact.at, fact.profile);
  const auto at = to_millis(fact.at);
  if (known <= std::pair(at, fact.details)) return;
  if (known.first != INT64_MAX) return move_call(scene, fact, at);
  db_.run(put_call, scene.organization(), scene.sender.id.value, fact.id, fact.event, at,
          static_cast<int>(fact.direction), peer.alias, scene.delivery, fact.details);
  if (fact.direction == Direction::inbound) {
    bool created = false;
    Thread& thread = threads_.ensure(scene.sender, peer.contact, created);
    if (created) event(scene.sender.organization, EventKind::conversation_created, thread.number);
    Threads::touch_by_user(thread, at);
    if (thread.created_at == 0 || at < thread.created_at) thread.created_at = at;
  }
  event(scene.sender.organization, EventKind::call_changed);
}

void Recorder::apply(const Scene& scene, const AddressBookFact& fact) {
  if (fact.peer.empty()) return;
  Moves moves;
  people_.address_book(scene.organization(), fact, moves);
  follow(scene, moves);
}

void Recorder::apply(const Scene& scene, const PreferenceFact& fact) {
  if (fact.peer.empty()) return;
  Moves moves;
  people_.preference(scene.organization(), fact, moves);
  follow(scene, moves);
}

void Recorder::apply(const Scene& scene, const NoticeFact& fact) {
  if (tells_of_templates(fact.field))
    db_.run(templates_changed, scene.organization(), scene.scope.waba, to_millis(now_));
  const auto name = fact.field + '\n' + std::string(scene.raw);
  const auto hash = static_cast<std::int64_t>(stable_hash(name)) & INT64_MAX;
  {
    auto rows = db_.rows(find_notice, scene.organization(), hash);
    if (rows.next()) return;
  }
  db_.run(put_notice, scene.organization(), hash, fact.field, scene.scope.waba, scene.sender.id.value,
          storable_utf8(scene.raw), to_millis(now_));
  event(scene.sender.organization, EventKind::notice);
}

}  // namespace parley::sql
