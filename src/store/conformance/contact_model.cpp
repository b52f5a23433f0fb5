// Contacts against a model of them: whatever was said, made, changed, removed and joined, in whatever order, every list
// must show what the model shows, by number and from place to place.

#include "store/conformance/contact_model.h"

#include "store/conformance/contact_play.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace parley::conformance {
namespace {

class ContactChecks {
 public:
  explicit ContactChecks(ContactPlay& play) : play_(play) {}

  void check() {
    SCOPED_TRACE("after step " + std::to_string(play_.steps));
    check_list({});
    check_list({.status = ContactStatus::active});
    check_list({.status = ContactStatus::blocked});
    check_list({.search = "ame 1"});
    check_list({.search = "900000000"});
    check_list({.label = LabelId{play_.label_ids[0]}});
    check_list({.list = ContactListId{play_.list_ids[1]}});
    check_list({.label = LabelId{play_.label_ids[1]}, .list = ContactListId{play_.list_ids[0]}});
    check_sender({.sender = play_.bench.ours.id});
    check_sender({.sender = play_.bench.second.id});
    check_sender({.sender = play_.bench.ours.id, .label = LabelId{play_.label_ids[0]}});
    check_sender({.sender = play_.bench.ours.id, .status = ContactStatus::inactive});
    check_people();
    check_lists();
  }

 private:
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
    for (const auto& person : play_.model.people) {
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
      const auto page = list(play_.bench, query);
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
      const auto whole = list(play_.bench, query);
      ASSERT_EQ(whole.numbers(), all);
      ASSERT_EQ(whole.count.total, std::ssize(all));
      for (int i = 0; i < 4; ++i) {
        query.offset = static_cast<std::int64_t>(play_.pick(all.size() + 2));
        query.limit = 1 + static_cast<std::int64_t>(play_.pick(20));
        const auto page = list(play_.bench, query);
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
    const auto whole = list(play_.bench, query);
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
    for (int i = 0; i < 20 && !play_.model.people.empty(); ++i) {
      const auto& person = play_.model.people[play_.pick(play_.model.people.size())];
      for (const auto& [phone, at] : person.phones) {
        const auto found = find(play_.bench, sql::contact_number(0, phone));
        ASSERT_EQ(found.has_value(), !person.is_deleted());
        ASSERT_EQ(list(play_.bench, {.phone = phone}).rows.size(), person.is_deleted() ? 0U : 1U);
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
    for (const auto& sender : {play_.bench.ours, play_.bench.second}) check_names(sender);
  }

  // Conversations show their contacts' names and numbers.
  void check_names(const Sender& sender) {
    std::map<std::string, std::string> shown, wanted;
    ConversationQuery query;
    query.filter.organization = play_.bench.organization;
    query.filter.sender = sender.id;
    query.limit = 100'000;
    const auto take = [&](const ConversationRow& row) {
      if (row.status != ConversationStatus::deleted)
        shown[std::string(row.contact_phone)] = std::string(row.contact_name);
    };
    play_.bench.wait(play_.bench.store().conversations(query, take));
    for (const auto& person : play_.model.people) {
      if (!person.is_deleted() && shown.contains(person.phone())) wanted[person.phone()] = person.name;
    }
    for (const auto& [phone, name] : wanted) ASSERT_EQ(shown[phone], name) << phone;
  }

  void check_lists() {
    for (const auto id : play_.list_ids) {
      std::int64_t wanted = 0, found = -1;
      for (const auto& person : play_.model.people) wanted += person.lists.contains(id) ? 1 : 0;
      const auto read = [&](const Reader& from) {
        found = contact_list(from, play_.bench.organization, {id})->contacts;
      };
      play_.bench.wait(play_.bench.store().read(Weight::light, read));
      ASSERT_EQ(found, wanted);
    }
  }

  ContactPlay& play_;
};

}  // namespace

TEST_P(StoreConformance, ContactsAreAsTheModelSays) {
  const char* wanted = std::getenv("PARLEY_CONTACT_SETS");
  const unsigned sets = wanted ? static_cast<unsigned>(std::stoul(wanted)) : 5;
  for (unsigned seed = 1; seed <= sets; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Bench own(GetParam());
    ContactPlay play(own, seed, 4 + static_cast<int>(seed * 5 % 30));
    for (int round = 0; round < 8 && !HasFatalFailure(); ++round) {
      for (int i = 0; i < 8; ++i) play.step();
      ContactChecks(play).check();
    }
    if (HasFatalFailure()) return;
  }
}

TEST_P(StoreConformance, ManyContactsAreAsTheModelSays) {
  ContactPlay play(bench, 7, 2'500);
  for (int round = 0; round < 3 && !HasFatalFailure(); ++round) {
    for (int i = 0; i < 800; ++i) play.step();
    ContactChecks(play).check();
  }
}

}  // namespace parley::conformance
