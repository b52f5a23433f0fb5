// Contacts against a model of them: whatever was said, made, changed, removed and joined, in whatever order, every list
// must show what the model shows, by number and from place to place.

#include "domain/identity.h"
#include "store/conformance/contacts.h"
#include "store/sql/people.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace parley::conformance {
namespace {

constexpr std::int64_t now = 1'800'000'000'000;  // the bench's clock

struct Person {
  std::map<std::string, std::int64_t> phones;  // when each was seen first
  int row = 0;                                 // when the first of them was met: who stays when two join
  std::string name, email;
  std::set<std::int64_t> labels, lists, senders;
  ContactStatus status = ContactStatus::active;
  std::int64_t changed_at = 0, last_inbound_at = 0;
  std::string given_phone;
  std::int64_t given_phone_at = 0;

  [[nodiscard]] std::pair<std::int64_t, std::int64_t> place() const {
    std::pair<std::int64_t, std::string> first{INT64_MAX, ""};
    for (const auto& [phone, at] : phones) first = std::min(first, {at, phone});
    return {first.first, sql::contact_number(0, first.second)};
  }
  [[nodiscard]] std::int64_t number() const { return place().second; }
  [[nodiscard]] std::string newest_phone() const {
    std::pair<std::int64_t, std::string> newest{-1, ""};
    for (const auto& [phone, at] : phones) newest = std::max(newest, {at, phone});
    return newest.second;
  }
  [[nodiscard]] std::string phone() const {
    const auto newest = newest_phone();
    return !given_phone.empty() && given_phone_at >= phones.at(newest) ? given_phone : newest;
  }
  [[nodiscard]] bool is_deleted() const { return status == ContactStatus::deleted; }
};

class Model {
 public:
  std::vector<Person> people;

  Person* of(const std::string& phone) {
    for (auto& person : people) {
      if (person.phones.contains(phone)) return &person;
    }
    return nullptr;
  }
  Person& sight(const std::string& phone, std::int64_t at) {
    auto* person = of(phone);
    if (person == nullptr) {
      people.push_back({.phones = {{phone, at}}, .row = ++rows_});
      return people.back();
    }
    person->phones[phone] = std::min(person->phones[phone], at);
    return *person;
  }
  void hear(const std::string& phone, std::int64_t at, std::int64_t sender) {
    auto& person = sight(phone, at);
    person.senders.insert(sender);
    person.last_inbound_at = std::max(person.last_inbound_at, at);
    if (person.is_deleted() && at >= person.changed_at) person.status = ContactStatus::active;
  }
  void join(const std::string& before, const std::string& after, std::int64_t at) {
    const bool are_known = of(before) != nullptr && of(after) != nullptr;
    sight(before, at);
    sight(after, at);
    auto *one = of(before), *two = of(after);
    if (one == two) return;
    if (one->row > two->row) std::swap(one, two);
    if (!are_known) {
      one->phones.insert(two->phones.begin(), two->phones.end());
    } else {
      take_over(*one, *two);
    }
    people.erase(people.begin() + (two - people.data()));
  }

 private:
  static void take_over(Person& stays, const Person& gone) {
    if (stays.is_deleted()) {
      if (!gone.is_deleted()) stays.status = gone.status;
    } else if (stays.changed_at == 0 && !gone.is_deleted()) {
      stays.status = gone.status;
    }
    if (stays.name.empty()) stays.name = gone.name;
    if (stays.email.empty()) stays.email = gone.email;
    if (gone.given_phone_at > stays.given_phone_at) {
      stays.given_phone = gone.given_phone;
      stays.given_phone_at = gone.given_phone_at;
    }
    stays.phones.insert(gone.phones.begin(), gone.phones.end());
    stays.labels.insert(gone.labels.begin(), gone.labels.end());
    stays.lists.insert(gone.lists.begin(), gone.lists.end());
    stays.senders.insert(gone.senders.begin(), gone.senders.end());
    stays.changed_at = std::max(stays.changed_at, gone.changed_at);
    stays.last_inbound_at = std::max(stays.last_inbound_at, gone.last_inbound_at);
    if (stays.is_deleted() && stays.last_inbound_at >= stays.changed_at) stays.status = ContactStatus::active;
  }

  int rows_ = 0;
};

class Play {
 public:
  Play(Bench& bench, unsigned seed, int phones) : bench_(bench), random_(seed), phones_(phones) {
    change(bench_, [&](Transaction& in) {
      for (const auto* name : {"one", "two", "three"}) {
        labels_.push_back(add_label(in, bench_.organization, name, "").id.value);
        lists_.push_back(add_contact_list(in, bench_.organization, {.name = name}, {}).value);
      }
    });
  }

  void step() {
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

  void check() {
    SCOPED_TRACE("after step " + std::to_string(steps_));
    check_list({});
    check_list({.status = ContactStatus::active});
    check_list({.status = ContactStatus::blocked});
    check_list({.search = "ame 1"});
    check_list({.search = "900000000"});
    check_list({.label = LabelId{labels_[0]}});
    check_list({.list = ContactListId{lists_[1]}});
    check_list({.label = LabelId{labels_[1]}, .list = ContactListId{lists_[0]}});
    check_sender({.sender = bench_.ours.id});
    check_sender({.sender = bench_.second.id});
    check_sender({.sender = bench_.ours.id, .label = LabelId{labels_[0]}});
    check_sender({.sender = bench_.ours.id, .status = ContactStatus::inactive});
    check_people();
    check_lists();
  }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  std::string phone() { return std::to_string(900'000'000'000 + static_cast<std::int64_t>(pick(phones_))); }
  // Mostly long before the bench's clock, at times behind it.
  int second() { return static_cast<int>(pick(50)) + (pick(6) == 0 ? 100'000'001 + steps_ : 0); }
  std::set<std::int64_t> some(const std::vector<std::int64_t>& all) {
    std::set<std::int64_t> chosen;
    for (const auto id : all) {
      if (pick(3) == 0) chosen.insert(id);
    }
    return chosen;
  }
  template <class Id>
  static std::vector<Id> as(const std::set<std::int64_t>& ids) {
    std::vector<Id> all;
    all.reserve(ids.size());
    for (const auto id : ids) all.push_back({id});
    return all;
  }
  ContactStatus status() {
    constexpr ContactStatus all[] = {ContactStatus::active, ContactStatus::inactive, ContactStatus::blocked};
    return all[pick(3)];
  }
  Person* someone() {
    if (model_.people.empty()) return nullptr;
    auto& person = model_.people[pick(model_.people.size())];
    return person.is_deleted() ? nullptr : &person;
  }

  void say() {
    std::vector<What> facts;
    const bool to_second = pick(3) == 0;
    for (auto count = 1 + pick(4); count > 0; --count) {
      const auto from = phone();
      const auto at = second();
      facts.emplace_back(text_from(from, "wamid." + std::to_string(++steps_), at));
      model_.hear(from, to_millis(second_of(at)), to_second ? bench_.second.id.value : bench_.ours.id.value);
    }
    bench_.record(std::move(facts), to_second ? "1002" : "1001");
  }

  void make() {
    NewContact fresh{.phone = phone(), .status = status()};
    if (pick(2) == 0) fresh.name = "Name " + std::to_string(pick(5));
    if (pick(2) == 0) fresh.email = "mail" + std::to_string(pick(5)) + "@b.c";
    const auto labels = some(labels_), lists = some(lists_);
    fresh.labels = as<LabelId>(labels);
    fresh.lists = as<ContactListId>(lists);
    ++steps_;
    std::int64_t number = 0;
    const auto subject =
        refusal(bench_, [&](Transaction& in) { number = add_contact(in, bench_.organization, fresh); });
    const auto* known = model_.of(fresh.phone);
    const bool taken = known != nullptr && !known->is_deleted();
    ASSERT_EQ(subject, taken ? "phone" : "");
    if (taken) return;
    auto& person = model_.sight(fresh.phone, now);
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

  void alter() {
    auto* person = someone();
    if (person == nullptr) return;
    ContactChange to;
    if (pick(2) == 0) to.name = person->name = pick(4) == 0 ? "" : "Name " + std::to_string(pick(5));
    if (pick(2) == 0) to.email = person->email = "mail" + std::to_string(pick(5)) + "@b.c";
    if (pick(2) == 0) to.status = person->status = status();
    if (pick(2) == 0) to.labels = as<LabelId>(person->labels = some(labels_));
    if (pick(2) == 0) to.lists = as<ContactListId>(person->lists = some(lists_));
    person->changed_at = now;
    ++steps_;
    change(bench_, [&](Transaction& in) { change_contact(in, bench_.organization, person->number(), to); });
  }

  void rephone() {
    auto* person = someone();
    if (person == nullptr) return;
    const auto to = phone();
    const auto* other = model_.of(to);
    const bool taken = other != nullptr && other != person && !other->is_deleted();
    ++steps_;
    const auto number = person->number();
    const auto subject = refusal(
        bench_, [&](Transaction& in) { change_contact(in, bench_.organization, number, {.phone = to}); });
    ASSERT_EQ(subject, taken ? "phone" : "");
    if (taken) return;
    if (person->phone() == to) {
      person->changed_at = now;
      return;
    }
    if (other != person) {
      if (other != nullptr) forget(*model_.of(to));
      model_.join(person->newest_phone(), to, now);
    }
    person = model_.of(to);
    person->changed_at = now;
    person->given_phone = to;
    person->given_phone_at = now;
  }

  // What a deleted contact had does not come along.
  static void forget(Person& person) {
    person.status = ContactStatus::active;
    person.changed_at = person.given_phone_at = 0;
    person.given_phone.clear();
  }

  void drop() {
    auto* person = someone();
    if (person == nullptr) return;
    ++steps_;
    change(bench_, [&](Transaction& in) { remove_contact(in, bench_.organization, person->number()); });
    person->name.clear();
    person->email.clear();
    person->labels.clear();
    person->lists.clear();
    person->status = ContactStatus::deleted;
    person->changed_at = std::max(now, person->last_inbound_at);
  }

  void begin() {
    auto* person = someone();
    if (person == nullptr) return;
    ++steps_;
    const auto& sender = pick(2) == 0 ? bench_.ours : bench_.second;
    change(bench_, [&](Transaction& in) { ensure_conversation(in, sender, person->number()); });
    person->senders.insert(sender.id.value);
  }

  void rename() {
    if (pick(3) != 0) return;
    RenameFact fact{.at = second_of(static_cast<int>(pick(50)))};
    fact.before.phone = phone();
    fact.after.phone = phone();
    ++steps_;
    bench_.record({fact});
    model_.join(fact.before.phone, fact.after.phone, to_millis(fact.at));
  }

  [[nodiscard]] bool matches(const Person& person, const ContactQuery& query) const {
    if (query.status ? person.status != *query.status : person.is_deleted()) return false;
    if (query.sender && !person.senders.contains(query.sender->value)) return false;
    if (query.label && !person.labels.contains(query.label->value)) return false;
    if (query.list && !person.lists.contains(query.list->value)) return false;
    const auto has = [&](const std::string& text) { return text.find(query.search) != std::string::npos; };
    return query.search.empty() || has(person.name) || has(person.phone()) || has(person.email);
  }

  std::vector<std::int64_t> expected(const ContactQuery& query) {
    std::vector<std::pair<std::int64_t, std::int64_t>> places;
    for (const auto& person : model_.people) {
      if (matches(person, query)) places.push_back(person.place());
    }
    std::sort(places.begin(), places.end());
    if (query.descending) std::reverse(places.begin(), places.end());
    std::vector<std::int64_t> all;
    all.reserve(places.size());
    for (const auto& place : places) all.push_back(place.second);
    return all;
  }

  // Row after row, each from the place of the one before.
  std::vector<std::int64_t> walk(ContactQuery query, std::int64_t limit) {
    std::vector<std::int64_t> all;
    query.limit = limit;
    query.counts = false;
    for (;;) {
      const auto page = list(bench_, query);
      for (const auto& row : page.rows) all.push_back(row.number);
      if (std::ssize(page.rows) < limit || std::ssize(all) > 5'000) return all;
      query.after = {from_millis(page.rows.back().created_at), page.rows.back().number};
    }
  }

  void check_list(ContactQuery query) {
    for (const bool descending : {true, false}) {
      query.descending = descending;
      const auto all = expected(query);
      query.offset = 0;
      query.limit = 100'000;
      const auto whole = list(bench_, query);
      ASSERT_EQ(whole.numbers(), all);
      ASSERT_EQ(whole.count.total, std::ssize(all));
      for (int i = 0; i < 4; ++i) {
        query.offset = static_cast<std::int64_t>(pick(all.size() + 2));
        query.limit = 1 + static_cast<std::int64_t>(pick(20));
        const auto page = list(bench_, query);
        ASSERT_EQ(page.count.total, std::ssize(all));
        const auto from = std::min<std::int64_t>(query.offset, std::ssize(all));
        const auto until = std::min<std::int64_t>(query.offset + query.limit, std::ssize(all));
        ASSERT_EQ(page.numbers(), std::vector(all.begin() + from, all.begin() + until)) << query.offset;
      }
      query.offset = 0;
      ASSERT_EQ(walk(query, all.size() > 100 ? 17 : 1), all);
    }
  }

  // The order is that of the conversations with the number, which the model does not know: the same rows then, each
  // once, in both directions and by any way of walking.
  void check_sender(ContactQuery query) {
    auto all = expected(query);
    query.limit = 100'000;
    const auto whole = list(bench_, query);
    ASSERT_EQ(whole.count.total, std::ssize(all));
    ASSERT_TRUE(std::is_sorted(whole.rows.begin(), whole.rows.end(),
                               [](const auto& a, const auto& b) { return a.created_at > b.created_at; }));
    auto found = whole.numbers();
    ASSERT_EQ(walk(query, all.size() > 100 ? 17 : 1), found);
    query.descending = false;
    auto up = walk(query, all.size() > 100 ? 17 : 1);
    std::reverse(up.begin(), up.end());
    ASSERT_EQ(up, found);
    std::sort(all.begin(), all.end());
    std::sort(found.begin(), found.end());
    ASSERT_EQ(found, all);
  }

  void check_people() {
    for (int i = 0; i < 20 && !model_.people.empty(); ++i) {
      const auto& person = model_.people[pick(model_.people.size())];
      for (const auto& [phone, at] : person.phones) {
        const auto found = find(bench_, sql::contact_number(0, phone));
        ASSERT_EQ(found.has_value(), !person.is_deleted());
        ASSERT_EQ(list(bench_, {.phone = phone}).rows.size(), person.is_deleted() ? 0U : 1U);
        if (!found) continue;
        ASSERT_EQ(found->number, person.number());
        ASSERT_EQ(found->name, person.name);
        ASSERT_EQ(found->email, person.email);
        ASSERT_EQ(found->phone, person.phone());
        ASSERT_EQ(found->status, person.status);
        ASSERT_EQ(found->last_active_at, person.last_inbound_at);
        ASSERT_EQ(found->updated_at, person.changed_at == 0 ? person.place().first : person.changed_at);
        ASSERT_EQ(std::count(found->labels.begin(), found->labels.end(), '\x1e'), std::ssize(person.labels));
      }
    }
    for (const auto& sender : {bench_.ours, bench_.second}) check_names(sender);
  }

  // Conversations show their contacts' names and numbers.
  void check_names(const Sender& sender) {
    std::map<std::string, std::string> shown, wanted;
    ConversationQuery query;
    query.filter.organization = bench_.organization;
    query.filter.sender = sender.id;
    query.limit = 100'000;
    const auto take = [&](const ConversationRow& row) {
      if (row.status != ConversationStatus::deleted)
        shown[std::string(row.contact_phone)] = std::string(row.contact_name);
    };
    bench_.wait(bench_.store().conversations(query, take));
    for (const auto& person : model_.people) {
      if (!person.is_deleted() && shown.contains(person.phone())) wanted[person.phone()] = person.name;
    }
    for (const auto& [phone, name] : wanted) ASSERT_EQ(shown[phone], name) << phone;
  }

  void check_lists() {
    for (const auto id : lists_) {
      std::int64_t wanted = 0, found = -1;
      for (const auto& person : model_.people) wanted += person.lists.contains(id) ? 1 : 0;
      const auto read = [&](const Reader& from) {
        found = contact_list(from, bench_.organization, {id})->contacts;
      };
      bench_.wait(bench_.store().read(Weight::light, read));
      ASSERT_EQ(found, wanted);
    }
  }

  Bench& bench_;
  std::mt19937 random_;
  std::size_t phones_;
  Model model_;
  std::vector<std::int64_t> labels_, lists_;
  int steps_ = 0;
};

}  // namespace

TEST_P(StoreConformance, ContactsAreAsTheModelSays) {
  const char* wanted = std::getenv("PARLEY_CONTACT_SETS");
  const unsigned sets = wanted ? static_cast<unsigned>(std::stoul(wanted)) : 5;
  for (unsigned seed = 1; seed <= sets; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Bench own(GetParam());
    Play play(own, seed, 4 + static_cast<int>(seed * 5 % 30));
    for (int round = 0; round < 8 && !HasFatalFailure(); ++round) {
      for (int i = 0; i < 8; ++i) play.step();
      play.check();
    }
    if (HasFatalFailure()) return;
  }
}

TEST_P(StoreConformance, ManyContactsAreAsTheModelSays) {
  Play play(bench, 7, 2'500);
  for (int round = 0; round < 3 && !HasFatalFailure(); ++round) {
    for (int i = 0; i < 800; ++i) play.step();
    play.check();
  }
}

}  // namespace parley::conformance
