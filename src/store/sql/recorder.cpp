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
    "size, body) VALUES (0, $1, $2, $3, $4, 'malformed', 0, 0, 0, $5, $6) ON CONFLICT (hash) DO NOTHING RETURNING id"};
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
  for (const auto& [organization, contact] : people_.flush()) tell_of(organization, {contact});
  for (const auto& [organization, sequence] : sequences_) db_.run(set_last_event, organization, sequence);
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

// Keeps the body, or finds it where it is kept already.
Recorded Recorder::keep(const Delivery& delivery, std::string_view packed) {
  for (int attempt = 0;; ++attempt) {
    const auto hash = hash_of(delivery, attempt);
    const auto id =
        first_integer(db_, insert_delivery, hash, to_millis(delivery.received_at), delivery.source,
                      delivery.signed_by, std::ssize(delivery.body), Blob{packed});
    if (id != 0) return {.delivery = {id}};
    auto rows = db_.rows(find_delivery, hash);
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
  auto recorded = keep(delivery, packed);
  if (recorded.repeated) {
    db_.run(repeat_delivery, recorded.delivery.value);
    if (recorded.unrouted == 0) return recorded;
  }
  if (!delivery.facts) return recorded;
  if (recorded.repeated) forget_failures(recorded.delivery.value);
  const auto applied = apply(recorded.delivery.value, delivery.body, *delivery.facts);
  recorded.parked = applied.parked;
  recorded.unrouted = applied.unrouted;
  return recorded;
}

Recorded Recorder::replay(DeliveryId id, std::string_view body, const std::optional<Facts>& facts) {
  Recorded recorded{.delivery = id, .repeated = true};
  if (!facts) return recorded;
  forget_failures(id.value);
  const auto applied = apply(id.value, body, *facts);
  recorded.parked = applied.parked;
  recorded.unrouted = applied.unrouted;
  return recorded;
}

Recorder::Applied Recorder::apply(std::int64_t delivery, std::string_view body, const Facts& facts) {
  Applied applied;
  applied.parked = static_cast<int>(facts.parked.size());
  const auto belongs_to = [&](std::int64_t organization) {
    applied.mixed = applied.mixed || (applied.organization != 0 && applied.organization != organization);
    applied.organization = organization;
  };
  for (const Fact& fact : facts.facts) {
    const Scope& scope = facts.scopes.at(fact.scope);
    const Sender* sender = routes_.find(scope);
    if (sender == nullptr && std::holds_alternative<NoticeFact>(fact.what))
      sender = routes_.of_account(scope.waba);
    if (sender == nullptr) {
      ++applied.unrouted;
      await_number(fact, scope, applied.awaited);
      continue;
    }
    belongs_to(sender->organization.value);
    const Scene scene{*sender, scope,
                      body.substr(std::min<std::size_t>(fact.raw.offset, body.size()), fact.raw.length),
                      delivery, fact.raw};
    std::visit([&](const auto& what) { apply(scene, what); }, fact.what);
  }
  for (const Parked& item : facts.parked) {
    const auto* sender = item.scope < facts.scopes.size() ? routes_.find(facts.scopes[item.scope]) : nullptr;
    if (sender != nullptr) belongs_to(sender->organization.value);
  }
  settle(delivery, facts, applied);
  return applied;
}

void Recorder::forget_failures(std::int64_t delivery) {
  db_.run(drop_parked, delivery);
  db_.run(drop_awaited, delivery);
}

void Recorder::settle(std::int64_t delivery, const Facts& facts, const Applied& applied) {
  const bool of_one = !applied.mixed && applied.unrouted == 0;
  const auto organization = of_one ? applied.organization : 0;
  const auto* outcome = applied.unrouted > 0 ? "unrouted" : applied.parked > 0 ? "parked" : "applied";
  db_.run(settle_delivery, delivery, organization, outcome, applied.parked, applied.unrouted);
  for (const Parked& item : facts.parked)
    db_.run(insert_parked, organization, delivery, item.path, item.reason);
  for (const auto& name : applied.awaited) db_.run(await_sender, name, delivery);
}

}  // namespace parley::sql
