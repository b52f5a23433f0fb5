// The event log is complete: what a reader can see never changes without a line of it.

#include "store/conformance/offices.h"
#include "store/conversations.h"

#include <algorithm>
#include <set>

namespace parley::conformance {
namespace {

bool act(Transaction& in, OrganizationId organization, std::int64_t conversation, std::size_t kind) {
  constexpr ConversationStatus statuses[] = {ConversationStatus::resolved, ConversationStatus::pending,
                                             ConversationStatus::open};
  if (kind < 3) return set_status(in, organization, conversation, statuses[kind]);
  if (kind < 5) return set_archived(in, organization, conversation, kind == 3);
  return mark_read(in, organization, conversation);
}

// Whatever differs is named by a line, or a line stands for everything. Gives how many are named.
int expect_told(const Portraits& before, const Portraits& after, const std::vector<Event>& events) {
  std::set<std::int64_t> told, all;
  for (const auto& event : events) told.insert(event.conversation);
  for (const auto* portraits : {&before, &after}) {
    for (const auto& [number, text] : *portraits) all.insert(number);
  }
  const auto text_of = [](const Portraits& portraits, std::int64_t number) {
    const auto at = portraits.find(number);
    return at == portraits.end() ? std::string("not there\n") : at->second;
  };
  int named = 0;
  for (const auto number : all) {
    const auto was = text_of(before, number), is = text_of(after, number);
    if (was == is) continue;
    named += told.contains(number) ? 1 : 0;
    EXPECT_TRUE(told.contains(number) || told.contains(0))
        << "was " << was << "is " << is << testing::PrintToString(lines_of(events));
  }
  return named;
}

}  // namespace

TEST_P(StoreConformance, NothingThatIsSeenChangesWithoutALineInTheLog) {
  int told_by_number = 0;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    Offices offices(GetParam(), seed);
    auto& bench = offices.bench;
    std::array<Portraits, 2> before;
    std::array<std::int64_t, 2> seen{};
    for (int step = 0; step < 120; ++step) {
      const auto of = offices.random.pick(2);
      if (before[of].empty() || offices.random.pick(5) > 0) {
        bench.record({offices.random.one()}, offices.senders[of][offices.random.pick(2)].phone_number_id);
      } else {
        const auto at =
            std::next(before[of].begin(), static_cast<int>(offices.random.pick(before[of].size())));
        const auto kind = offices.random.pick(6);
        const auto work = [&](Transaction& in) { act(in, offices.organizations[of], at->first, kind); };
        bench.wait(bench.store().write(work));
      }
      for (const std::size_t each : {0, 1}) {
        const auto after = offices.portraits(each);
        const auto events = offices.log(offices.organizations[each], seen[each]);
        if (each != of) EXPECT_TRUE(events.empty()) << "of somebody else's change";
        told_by_number += expect_told(before[each], after, events);
        if (HasFailure()) FAIL() << "seed " << seed << ", step " << step;
        before[each] = after;
        seen[each] += std::ssize(events);
      }
    }
  }
  EXPECT_GT(told_by_number, 100);  // not all of it by lines that stand for everything
}

TEST_P(StoreConformance, WhatHappensToAMessageIsALineOfItsKind) {
  Offices offices(GetParam(), 1);
  auto sent = text_from("911", "wamid.2", 2);
  sent.direction = Direction::outbound;
  sent.origin = Origin::echo;
  ReactionFact reaction{.wamid = "wamid.3", .target = "wamid.1", .emoji = "👍"};
  reaction.direction = Direction::outbound;
  reaction.at = second_of(20);
  reaction.peer = {.phone = "911"};
  EditFact edit{.wamid = "wamid.4", .target = "wamid.1"};
  edit.at = second_of(30);
  edit.content = {.type = "text", .text = "edited"};
  RevokeFact revoke{.wamid = "wamid.5", .target = "wamid.1"};
  revoke.at = second_of(40);
  AddressBookFact book{.peer = {.phone = "911"}, .name = "Ann"};
  book.at = second_of(50);
  const std::pair<What, EventKind> told[] = {
      {text_from("911", "wamid.1", 1), EventKind::message_created},
      {sent, EventKind::message_created},
      {status_of("wamid.2", MessageStatus::read, 10), EventKind::message_status},
      {reaction, EventKind::reaction_changed},
      {edit, EventKind::message_edited},
      {revoke, EventKind::message_revoked},
      {book, EventKind::contact_changed},
  };
  for (const auto& [what, kind] : told) {
    const auto before = offices.portraits(0);
    const auto seen = std::ssize(offices.log(offices.bench.organization));
    offices.bench.record({what});
    const auto after = offices.portraits(0);
    const auto events = offices.log(offices.bench.organization, seen);
    ASSERT_EQ(after.size(), 1U);
    EXPECT_NE(after, before) << name_of(kind);
    const auto tells = [&](const Event& event) {
      const bool names_it = event.conversation == after.begin()->first || event.conversation == 0;
      return event.kind == kind && names_it;
    };
    EXPECT_EQ(std::count_if(events.begin(), events.end(), tells), 1) << name_of(kind);
  }
}

TEST_P(StoreConformance, EachMessageIsCreatedOnceInTheLog) {
  Offices offices(GetParam(), 7);
  for (int i = 0; i < 150; ++i) {
    auto [facts, number] = offices.news();
    offices.bench.record(std::move(facts), number);
  }
  for (const auto& stats : offices.bench.wait(offices.bench.store().stats())) {
    std::set<std::int64_t> created;
    for (const auto& event : offices.log(stats.organization.id)) {
      if (event.kind == EventKind::message_created) EXPECT_TRUE(created.insert(event.message.value).second);
    }
    EXPECT_GT(stats.messages, 10);
    EXPECT_EQ(std::ssize(created), stats.messages);
  }
}

}  // namespace parley::conformance
