#include "store/conformance/contact_play.h"

#include "domain/identity.h"

namespace parley::conformance {
namespace {

constexpr std::int64_t now = 1'800'000'000'000;  // the bench's clock

template <class Id>
std::vector<Id> as(const std::set<std::int64_t>& ids) {
  std::vector<Id> all;
  all.reserve(ids.size());
  for (const auto id : ids) all.push_back({id});
  return all;
}

// What a deleted contact had does not come along.
void forget(Person& person) {
  person.status = ContactStatus::active;
  person.changed_at = person.given_phone_at = 0;
  person.given_phone.clear();
}

}  // namespace

ContactPlay::ContactPlay(Bench& on, unsigned seed, int phones) : bench(on), random_(seed), phones_(phones) {
  change(bench, [&](Transaction& in) {
    for (const auto* name : {"one", "two", "three"}) {
      label_ids.push_back(add_label(in, bench.organization, name, "").id.value);
      list_ids.push_back(add_contact_list(in, bench.organization, {.name = name}, {}).value);
    }
  });
}

void ContactPlay::step() {
  switch (pick(10)) {
    case 0:
    case 1:
    case 2: return say();
    case 3:
    case 4: return make();
    case 5:
    case 6: return alter();
    case 7: return rephone();
    case 8: return pick(2) == 0 ? drop() : begin();
    default: return rename();
  }
}

std::size_t ContactPlay::pick(std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
}

std::string ContactPlay::phone() {
  return std::to_string(900'000'000'000 + static_cast<std::int64_t>(pick(phones_)));
}

// Mostly long before the bench's clock, at times behind it.
int ContactPlay::second() { return static_cast<int>(pick(50)) + (pick(6) == 0 ? 100'000'001 + steps : 0); }

std::set<std::int64_t> ContactPlay::some(const std::vector<std::int64_t>& all) {
  std::set<std::int64_t> chosen;
  for (const auto id : all) {
    if (pick(3) == 0) chosen.insert(id);
  }
  return chosen;
}

ContactStatus ContactPlay::status() {
  constexpr ContactStatus all[] = {ContactStatus::active, ContactStatus::inactive, ContactStatus::blocked};
  return all[pick(3)];
}

Person* ContactPlay::someone() {
  if (model.people.empty()) return nullptr;
  auto& person = model.people[pick(model.people.size())];
  return person.is_deleted() ? nullptr : &person;
}

void ContactPlay::say() {
  std::vector<What> facts;
  const bool to_second = pick(3) == 0;
  for (auto count = 1 + pick(4); count > 0; --count) {
    const auto from = phone();
    const auto at = second();
    facts.emplace_back(text_from(from, "wamid." + std::to_string(++steps), at));
    model.hear(from, to_millis(second_of(at)), to_second ? bench.second.id.value : bench.ours.id.value);
  }
  bench.record(std::move(facts), to_second ? "1002" : "1001");
}

void ContactPlay::make() {
  NewContact fresh{.phone = phone(), .status = status()};
  if (pick(2) == 0) fresh.name = "Name " + std::to_string(pick(5));
  if (pick(2) == 0) fresh.email = "mail" + std::to_string(pick(5)) + "@b.c";
  const auto labels = some(label_ids), lists = some(list_ids);
  fresh.labels = as<LabelId>(labels);
  fresh.lists = as<ContactListId>(lists);
  ++steps;
  std::int64_t number = 0;
  const auto subject =
      refusal(bench, [&](Transaction& in) { number = add_contact(in, bench.organization, fresh); });
  const auto* known = model.of(fresh.phone);
  const bool taken = known != nullptr && !known->is_deleted();
  ASSERT_EQ(subject, taken ? "phone" : "");
  if (taken) return;
  auto& person = model.sight(fresh.phone, now);
  ASSERT_EQ(number, person.number());
  person.name = fresh.name;
  person.email = fresh.email;
  person.status = fresh.status;
  person.labels = labels;
  person.lists = lists;
  person.changed_at = now;
  person.given_phone = fresh.phone;
  person.given_phone_at = now;
}

void ContactPlay::alter() {
  auto* person = someone();
  if (person == nullptr) return;
  ContactChange to;
  if (pick(2) == 0) to.name = person->name = pick(4) == 0 ? "" : "Name " + std::to_string(pick(5));
  if (pick(2) == 0) to.email = person->email = "mail" + std::to_string(pick(5)) + "@b.c";
  if (pick(2) == 0) to.status = person->status = status();
  if (pick(2) == 0) to.labels = as<LabelId>(person->labels = some(label_ids));
  if (pick(2) == 0) to.lists = as<ContactListId>(person->lists = some(list_ids));
  person->changed_at = now;
  ++steps;
  change(bench, [&](Transaction& in) { change_contact(in, bench.organization, person->number(), to); });
}

void ContactPlay::rephone() {
  auto* person = someone();
  if (person == nullptr) return;
  const auto to = phone();
  const auto* other = model.of(to);
  const bool taken = other != nullptr && other != person && !other->is_deleted();
  ++steps;
  const auto number = person->number();
  const auto subject =
      refusal(bench, [&](Transaction& in) { change_contact(in, bench.organization, number, {.phone = to}); });
  ASSERT_EQ(subject, taken ? "phone" : "");
  if (taken) return;
  if (person->phone() == to) {
    person->changed_at = now;
    return;
  }
  if (other != person) {
    if (other != nullptr) forget(*model.of(to));
    model.join(person->newest_phone(), to, now);
  }
  person = model.of(to);
  person->changed_at = now;
  person->given_phone = to;
  person->given_phone_at = now;
}

void ContactPlay::drop() {
  auto* person = someone();
  if (person == nullptr) return;
  ++steps;
  change(bench, [&](Transaction& in) { remove_contact(in, bench.organization, person->number()); });
  person->name.clear();
  person->email.clear();
  person->labels.clear();
  person->lists.clear();
  person->status = ContactStatus::deleted;
  person->changed_at = std::max(now, person->last_inbound_at);
}

void ContactPlay::begin() {
  auto* person = someone();
  if (person == nullptr) return;
  ++steps;
  const auto& sender = pick(2) == 0 ? bench.ours : bench.second;
  change(bench, [&](Transaction& in) { ensure_conversation(in, sender, person->number()); });
  person->senders.insert(sender.id.value);
}

void ContactPlay::rename() {
  if (pick(3) != 0) return;
  RenameFact fact{.at = second_of(static_cast<int>(pick(50)))};
  fact.before.phone = phone();
  fact.after.phone = phone();
  ++steps;
  bench.record({fact});
  model.join(fact.before.phone, fact.after.phone, to_millis(fact.at));
}

}  // namespace parley::conformance
