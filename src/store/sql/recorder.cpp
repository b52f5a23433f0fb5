#include "store/sql/recorder.h"

#include "base/secrets.h"
#include "base/text.h"
#include "store/sql/answers.h"
#include "store/sql/compress.h"
#include "store/sql/scene.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query all_senders{
    "SELECT organization, id, phone_number_id, phone, waba, name, connected, is_default, created_at FROM sender "
    "WHERE connected = 1 ORDER BY id"};
constexpr Query last_event{"SELECT last_event FROM organization WHERE id = $1"};
constexpr Query set_last_event{"UPDATE organization SET last_event = $2 WHERE id = $1"};
constexpr Query insert_event{
    "INSERT INTO event (organization, sequence, kind, conversation, message, at) VALUES ($1, $2, $3, $4, $5, $6)"};

constexpr Query find_delivery{
    "SELECT id, outcome, parked, unrouted, body, size FROM delivery WHERE hash = $1"};
// Of two writers who keep the same body at once, one waits here, and then finds what the other kept.
constexpr Query insert_delivery{
    "INSERT INTO delivery (organization, hash, received_at, source, signed_by, outcome, parked, unrouted, repeats, "
    "size, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10) ON CONFLICT (hash) DO NOTHING RETURNING id, hash"};
constexpr Query repeat_delivery{"UPDATE delivery SET repeats = repeats + 1 WHERE id = $1"};
constexpr Query settle_delivery{
    "UPDATE delivery SET organization = $2, outcome = $3, parked = $4, unrouted = $5 WHERE id = $1"};
constexpr Query drop_parked{
    "DELETE FROM parked WHERE organization = (SELECT organization FROM delivery WHERE id = $1) AND delivery = $1"};
constexpr Query insert_parked{
    "INSERT INTO parked (organization, delivery, path, reason) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, delivery, path) DO NOTHING"};
constexpr Query drop_awaited{"DELETE FROM unrouted WHERE delivery = $1"};
constexpr Query await_sender{
    "INSERT INTO unrouted (name, delivery) VALUES ($1, $2) ON CONFLICT (name, delivery) DO NOTHING"};

// The second that a body tells of last, as Meta gives it; 0 where it gives none.
std::int64_t newest_second(const std::optional<Facts>& facts) {
  std::int64_t newest = 0;
  if (!facts) return newest;
  for (const Fact& fact : facts->facts) {
    std::visit(
        [&newest](const auto& what) {
          if constexpr (requires { what.at_is_guess; }) {
            if (!what.at_is_guess) newest = std::max(newest, to_millis(what.at) / 1000);
          }
        },
        fact.what);
  }
  return std::min<std::int64_t>(newest, INT32_MAX);
}

// What a body is known again by: its newest second and 32 bits of its hash, so that what arrives together is kept
// together. `attempt` tells apart bodies that share them.
std::int64_t hash_of(const Delivery& delivery, int attempt) {
  const auto hash = stable_hash(delivery.body) + static_cast<std::uint64_t>(attempt);
  return newest_second(delivery.facts) << 32 | static_cast<std::int64_t>(hash & UINT32_MAX);
}

// The names by which a later `sender add` makes the fact's number known, as Routes would find it. A fact that names no
// number waits for nobody.
void await_number(const Fact& fact, const Scope& scope, std::set<std::string>& names) {
  if (!scope.phone_number_id.empty()) {
    names.insert(scope.phone_number_id);
  } else if (!scope.display_phone.empty()) {
    names.insert("phone:" + scope.display_phone);
  }
  if (std::holds_alternative<NoticeFact>(fact.what) && !scope.waba.empty())
    names.insert("waba:" + scope.waba);
}

}  // namespace

void Routes::load(Connection& db) {
  senders_.clear();
  by_phone_number_id_.clear();
  by_phone_.clear();
  by_waba_.clear();
  auto rows = db.rows(all_senders);
  while (rows.next()) {
    Sender sender;
    sender.organization.value = rows.integer(0);
    sender.id.value = rows.integer(1);
    sender.phone_number_id = rows.text(2);
    sender.phone = rows.text(3);
    sender.waba = rows.text(4);
    by_phone_number_id_.try_emplace(sender.phone_number_id, senders_.size());
    by_phone_.try_emplace(sender.phone, senders_.size());
    if (!sender.waba.empty()) by_waba_.try_emplace(sender.waba, senders_.size());
    senders_.push_back(std::move(sender));
  }
}

const Sender* Routes::find(const Scope& scope) const {
  const auto& names = scope.phone_number_id.empty() ? by_phone_ : by_phone_number_id_;
  const auto& name = scope.phone_number_id.empty() ? scope.display_phone : scope.phone_number_id;
  if (name.empty()) return nullptr;
  const auto at = names.find(name);
  return at == names.end() ? nullptr : &senders_[at->second];
}

const Sender* Routes::of_account(const std::string& waba) const {
  const auto at = by_waba_.find(waba);
  return at == by_waba_.end() ? nullptr : &senders_[at->second];
}

void Recorder::event(OrganizationId organization, EventKind kind, std::int64_t conversation,
                     std::int64_t subject) {
  auto [at, added] = sequences_.try_emplace(organization.value, 0);
  if (added) at->second = first_integer(db_, last_event, organization.value);
  db_.run(insert_event, organization.value, ++at->second, static_cast<int>(kind), conversation, subject,
          to_millis(now_));
}

void Recorder::flush() {
  threads_.flush();
  outbox_.flush();
  for (const auto& [organization, contact] : people_.flush()) tell_of(organization, {contact});
  for (const auto& [organization, sequence] : sequences_) db_.run(set_last_event, organization, sequence);
  for (const auto& [organization, change] : files_) count_media(db_, organization, change);
  files_.clear();
}

// Of contacts that changed, by ids; one that is no more is told of by whatever it was joined with.
void Recorder::tell_of(std::int64_t organization, std::vector<std::int64_t> contacts) {
  std::ranges::sort(contacts);
  const auto [end, _] = std::ranges::unique(contacts);
  contacts.erase(end, contacts.end());
  for (const auto contact : contacts) {
    const auto number = people_.number(organization, contact);
    if (number != 0) event({organization}, EventKind::contact_changed, 0, number);
  }
}

// ── Bodies ───────────────────────────────────────────────────────────────────────────────────────────────────

template <class Put>
void Recorder::put_delivery(const Delivery& delivery, std::string_view packed, const Outcome& outcome,
                            int attempt, const Put& put) {
  put(insert_delivery, outcome.organization, hash_of(delivery, attempt), to_millis(delivery.received_at),
      delivery.source, delivery.signed_by, outcome.word, outcome.parked, outcome.unrouted,
      std::ssize(delivery.body), Blob{packed});
}

// Keeps the body, or finds it where it is kept already.
Recorded Recorder::keep(const Delivery& delivery, std::string_view packed, const Outcome& outcome) {
  for (int attempt = 0;; ++attempt) {
    std::int64_t id = 0;
    put_delivery(delivery, packed, outcome, attempt,
                 [&](const auto&... values) { id = first_integer(db_, values...); });
    if (id != 0) return {.delivery = {id}};
    auto rows = db_.rows(find_delivery, hash_of(delivery, attempt));
    const bool is_same = rows.next() && rows.integer(5) == std::ssize(delivery.body) &&
                         decompressed(rows.text(4), delivery.body.size()) == delivery.body;
    if (!is_same) continue;
    return {.delivery = {rows.integer(0)},
            .repeated = true,
            .parked = static_cast<int>(rows.integer(2)),
            .unrouted = static_cast<int>(rows.integer(3))};
  }
}

Recorded Recorder::record(const Delivery& delivery, std::string_view packed) {
  const auto outcome = delivery.facts ? outcome_of(*delivery.facts) : Outcome{};
  auto recorded = keep(delivery, packed, outcome);
  const auto id = recorded.delivery.value;
  if (recorded.repeated) {
    db_.run(repeat_delivery, id);
    if (recorded.unrouted == 0) return recorded;
  }
  if (!delivery.facts) return recorded;
  if (recorded.repeated) {
    forget_failures(id);
    settle(id, outcome);
  }
  apply(id, delivery.body, *delivery.facts);
  note_failures(id, *delivery.facts, outcome);
  recorded.parked = outcome.parked;
  recorded.unrouted = outcome.unrouted;
  return recorded;
}

Recorded Recorder::replay(DeliveryId id, std::string_view body, const std::optional<Facts>& facts) {
  Recorded recorded{.delivery = id, .repeated = true};
  if (!facts) return recorded;
  const auto outcome = outcome_of(*facts);
  forget_failures(id.value);
  settle(id.value, outcome);
  apply(id.value, body, *facts);
  note_failures(id.value, *facts, outcome);
  recorded.parked = outcome.parked;
  recorded.unrouted = outcome.unrouted;
  return recorded;
}

const Sender* Recorder::sender_of(const Facts& facts, const Fact& fact) const {
  const Scope& scope = facts.scopes.at(fact.scope);
  const Sender* sender = routes_.find(scope);
  const bool is_of_account = sender == nullptr && std::holds_alternative<NoticeFact>(fact.what);
  return is_of_account ? routes_.of_account(scope.waba) : sender;
}

Recorder::Outcome Recorder::outcome_of(const Facts& facts) const {
  Outcome outcome;
  bool is_mixed = false;
  const auto belongs_to = [&](std::int64_t organization) {
    is_mixed = is_mixed || (outcome.organization != 0 && outcome.organization != organization);
    outcome.organization = organization;
  };
  for (const Fact& fact : facts.facts) {
    if (const auto* sender = sender_of(facts, fact)) {
      belongs_to(sender->organization.value);
    } else {
      ++outcome.unrouted;
      await_number(fact, facts.scopes.at(fact.scope), outcome.awaited);
    }
  }
  for (const Parked& item : facts.parked) {
    const auto* sender = item.scope < facts.scopes.size() ? routes_.find(facts.scopes[item.scope]) : nullptr;
    if (sender != nullptr) belongs_to(sender->organization.value);
  }
  if (is_mixed || outcome.unrouted > 0) outcome.organization = 0;
  outcome.parked = static_cast<int>(facts.parked.size());
  outcome.word = outcome.unrouted > 0 ? "unrouted" : outcome.parked > 0 ? "parked" : "applied";
  return outcome;
}

void Recorder::apply(std::int64_t delivery, std::string_view body, const Facts& facts) {
  for (const Fact& fact : facts.facts) {
    const auto* sender = sender_of(facts, fact);
    if (sender == nullptr) continue;
    const Scene scene{*sender, facts.scopes.at(fact.scope),
                      body.substr(std::min<std::size_t>(fact.raw.offset, body.size()), fact.raw.length),
                      delivery, fact.raw};
    std::visit([&](const auto& what) { apply(scene, what); }, fact.what);
  }
}

void Recorder::forget_failures(std::int64_t delivery) {
  db_.run(drop_parked, delivery);
  db_.run(drop_awaited, delivery);
}

void Recorder::settle(std::int64_t delivery, const Outcome& outcome) {
  db_.run(settle_delivery, delivery, outcome.organization, outcome.word, outcome.parked, outcome.unrouted);
}

void Recorder::note_failures(std::int64_t delivery, const Facts& facts, const Outcome& outcome) {
  for (const Parked& item : facts.parked)
    db_.run(insert_parked, outcome.organization, delivery, item.path, item.reason);
  for (const auto& name : outcome.awaited) db_.run(await_sender, name, delivery);
}

// ── Ahead ────────────────────────────────────────────────────────────────────────────────────────────────────

void Recorder::expect(const Delivery& delivery, std::string_view packed) {
  constexpr std::size_t most_facts =
      8'000;  // of one transaction; what is not said is asked for when it is needed
  if (expecting_ == 0) {
    put_delivery(delivery, packed, delivery.facts ? outcome_of(*delivery.facts) : Outcome{}, 0,
                 [&](const auto&... values) { db_.ahead(values...); });
  }
  if (!delivery.facts || expecting_ > 2) return;
  for (const Fact& fact : delivery.facts->facts) {
    // Only what was sent from here has its place under a second name.
    if (expecting_ == 2 && !std::holds_alternative<StatusFact>(fact.what)) continue;
    if (++expected_ > most_facts) return;
    if (const auto* sender = sender_of(*delivery.facts, fact)) expect(*sender, fact);
  }
}

void Recorder::expect(const Sender& sender, const Fact& fact) {
  const auto organization = sender.organization.value;
  if (expecting_ == 0) expect_surroundings(sender);
  if (const auto* message = std::get_if<MessageFact>(&fact.what)) {
    expect_message(sender, message->wamid);
    expect_person(sender, message->peer);
    if (!message->author.empty()) people_.expect(organization, message->author);
    if (expecting_ == 0 && message->content.media)
      expect_media(db_, organization, message->content.media->id);
  } else if (const auto* status = std::get_if<StatusFact>(&fact.what)) {
    expect_status(sender, *status);
  } else if (const auto* reaction = std::get_if<ReactionFact>(&fact.what)) {
    expect_message(sender, reaction->target);
    expect_person(sender, reaction->peer);
  }
}

void Recorder::expect_surroundings(const Sender& sender) {
  db_.ahead(last_event, sender.organization.value);
  threads_.expect(sender);
}

void Recorder::expect_person(const Sender& sender, const Identity& identity) {
  const auto contact = people_.expect(sender.organization.value, identity);
  if (!contact) return;
  if (*contact == 0) return threads_.expect_made(sender, People::canonical(identity));
  threads_.expect(sender, *contact);
  people_.expect_heard(sender.organization.value, *contact);
}

}  // namespace parley::sql
