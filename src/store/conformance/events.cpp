// The event log is gapless and complete: whatever fails beside it, an organization's lines are numbered from 1 on, each
// once, and what a reader can see never changes without one.

#include "base/names.h"
#include "base/problem.h"
#include "store/conformance/fixture.h"
#include "store/conformance/random_facts.h"
#include "store/conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace parley::conformance {
namespace {

constexpr std::int64_t no_limit = 1'000'000;

std::string line_of(const Event& event) {
  return fmt::format("{} {} {} {} {} {}", event.sequence.value, event.organization.value, name_of(event.kind),
                     event.conversation, event.message.value, to_millis(event.at));
}

std::vector<std::string> lines_of(const std::vector<Event>& events) {
  std::vector<std::string> lines;
  lines.reserve(events.size());
  for (const auto& event : events) lines.push_back(line_of(event));
  return lines;
}

// What the bell told last of each organization. It rings on the writer's thread.
class Heard {
 public:
  void take(OrganizationId organization, Sequence last) {
    const std::lock_guard lock(mutex_);
    auto& known = last_[organization.value];
    EXPECT_LT(known, last.value) << "rang without anything new";
    known = last.value;
  }
  std::int64_t last(OrganizationId organization) {
    const std::lock_guard lock(mutex_);
    return last_[organization.value];
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, std::int64_t> last_;
};

using Portraits = std::map<std::int64_t, std::string>;

// Two organizations of two numbers each, whose people are told of at random.
class Offices {
 public:
  Offices(const MakePlace& make, unsigned seed)
      : random(seed),
        bench(make, [this](OrganizationId organization, Sequence last) { heard.take(organization, last); }) {
    const auto other = bench.wait(bench.store().add_organization("Umbrella")).id;
    organizations = {bench.organization, other};
    senders[0] = {bench.ours, bench.second};
    for (const auto* name : {"1", "2"}) {
      senders[1].push_back(
          bench.wait(bench.store().add_sender({.organization = other,
                                               .phone_number_id = std::string("200") + name,
                                               .phone = std::string("1555000") + name + "0"})));
    }
  }

  // Some facts that Meta tells in one delivery.
  std::pair<std::vector<What>, std::string> news() {
    std::vector<What> facts;
    const std::size_t most = 1 + random.pick(3);
    while (facts.size() < most) facts.push_back(random.one());
    return {std::move(facts), number()};
  }
  std::string number() { return senders[random.pick(2)][random.pick(2)].phone_number_id; }

  std::vector<Event> log(OrganizationId organization, std::int64_t seen = 0, std::int64_t limit = no_limit) {
    return bench.wait(bench.store().events_after(organization, {seen}, limit));
  }
  Portraits portraits(std::size_t of) {
    Portraits all;
    for (const auto& sender : senders[of]) {
      for (auto& [number, text] : conformance::portraits(bench, sender)) all.emplace(number, std::move(text));
    }
    return all;
  }

  // It rings behind the answer to whoever wrote, and before the next one is written for.
  std::int64_t last_heard(OrganizationId organization) {
    const auto nothing = [](Transaction&) {};
    auto write = bench.store().write(nothing);
    bench.wait(std::move(write));
    return heard.last(organization);
  }

  // Numbered from 1 to what the bell said, and the same in slices of any size.
  void expect_gapless(OrganizationId organization) {
    const auto events = log(organization);
    std::int64_t last = 0;
    for (const auto& event : events) ASSERT_EQ(event.sequence.value, ++last);
    EXPECT_EQ(last_heard(organization), last);
    for (const std::int64_t limit : {1, 7, 100}) {
      std::vector<Event> slices;
      for (;;) {
        const auto slice = log(organization, std::ssize(slices), limit);
        slices.insert(slices.end(), slice.begin(), slice.end());
        ASSERT_LE(std::ssize(slice), limit);
        if (std::ssize(slice) < limit || slices.size() > events.size()) break;
      }
      EXPECT_EQ(lines_of(slices), lines_of(events)) << "in slices of " << limit;
    }
  }

  RandomFacts random;
  Heard heard;
  Bench bench;
  std::array<OrganizationId, 2> organizations;
  std::array<std::vector<Sender>, 2> senders;
};

Task<bool> tell(Store& store, Delivery delivery) {
  const auto recorded = co_await store.record(std::move(delivery));
  co_return !recorded.repeated;
}

// A job that has written much when it fails.
Task<bool> fail(Store& store, OrganizationId organization, Delivery delivery) {
  const auto work = [&](Transaction& in) {
    in.event(organization, EventKind::notice);
    in.changed_setup();
    in.event(organization, EventKind::notice);
    throw Problem::not_found("luck");
  };
  bool failed = false;
  try {
    co_await store.write(work);
  } catch (const Problem&) {
    failed = true;
  }
  // Its last fact is about a number that the delivery does not name: the others are stored by then.
  delivery.facts->facts.push_back({.scope = 9, .raw = {}, .what = text_from("911", "wamid.never", 1)});
  try {
    co_await store.record(std::move(delivery));
    failed = false;
  } catch (const std::out_of_range&) {
  }
  co_return failed;
}

// Keeps the writer busy until everything that was started in the meantime waits for it.
Task<bool> hold(Store& store, std::latch& latch) {
  const auto work = [&latch](Transaction&) { latch.wait(); };
  co_await store.write(work);
  co_return true;
}
Task<bool> let_go(std::latch& latch) {
  latch.count_down();
  co_return true;
}

// Waits for all of them, whatever happens to one.
void expect_done(Bench& bench, std::vector<std::future<bool>> started) {
  for (auto& each : started) EXPECT_NO_THROW(EXPECT_TRUE(bench.wait(std::move(each))));
}

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

TEST_P(StoreConformance, TheLogHasNoGapsWhateverFailsInABatch) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Offices offices(GetParam(), seed);
    Offices untroubled(GetParam(), seed);
    auto& bench = offices.bench;
    for (int wave = 0; wave < 6; ++wave) {
      std::latch latch{1};
      std::vector<std::future<bool>> started;
      started.push_back(bench.start(hold(bench.store(), latch)));
      for (int i = 0; i < 12; ++i) {
        auto [facts, number] = offices.news();
        untroubled.bench.record(facts, number);
        started.push_back(bench.start(tell(bench.store(), bench.delivery(facts, number))));
        if (wave % 2 == 0 || offices.random.pick(4) > 0) continue;
        const auto organization = offices.organizations[offices.random.pick(2)];
        auto [lost, to] = offices.news();
        started.push_back(bench.start(fail(bench.store(), organization, bench.delivery(lost, to))));
      }
      started.push_back(bench.start(let_go(latch)));
      expect_done(bench, std::move(started));
      for (const auto organization : offices.organizations) {
        EXPECT_EQ(offices.last_heard(organization), std::ssize(offices.log(organization)));
      }
      if (wave == 3) {  // the numbers go on where they were
        bench.close();
        bench.open();
      }
    }
    for (std::size_t of : {0, 1}) {
      offices.expect_gapless(offices.organizations[of]);
      EXPECT_EQ(offices.portraits(of), untroubled.portraits(of)) << "seed " << seed;
    }
    const auto failed = bench.wait(bench.store().deliveries(true, {}, 1'000));
    EXPECT_TRUE(failed.empty());
  }
}

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

// Whoever polls while the writer writes is handed each line once and in order.
TEST_P(StoreConformance, AReaderWhoPollsTheLogMissesNothingAndSeesNothingTwice) {
  Offices offices(GetParam(), 11);
  struct Follower {
    OrganizationId organization;
    std::int64_t limit = 0;
    std::vector<std::int64_t> seen;
  };
  std::vector<Follower> followers;
  for (const auto organization : offices.organizations) {
    for (const std::int64_t limit : {1, 7, 100}) followers.push_back({organization, limit, {}});
  }
  std::atomic<bool> over{false};
  std::thread reader([&] {
    asio::io_context context;
    const auto store = offices.bench.engine().open(context);
    for (bool last_round = false;; last_round = over) {
      std::size_t got = 0;
      for (auto& follower : followers) {
        const Sequence last{follower.seen.empty() ? 0 : follower.seen.back()};
        auto task = store->events_after(follower.organization, last, follower.limit);
        const auto events = wait_on(context, asio::co_spawn(context, std::move(task), asio::use_future));
        for (const auto& event : events) {
          follower.seen.push_back(event.sequence.value);
          if (event.sequence.value != std::ssize(follower.seen)) return;
        }
        got += events.size();
      }
      if (last_round && got == 0) return;
    }
  });
  auto& bench = offices.bench;
  for (int wave = 0; wave < 60; ++wave) {
    std::vector<std::future<bool>> started;
    for (int i = 0; i < 8; ++i) {
      auto [facts, number] = offices.news();
      auto delivery = bench.delivery(std::move(facts), number);
      const bool fails = offices.random.pick(8) == 0;
      started.push_back(bench.start(fails ? fail(bench.store(), bench.organization, std::move(delivery))
                                          : tell(bench.store(), std::move(delivery))));
    }
    expect_done(bench, std::move(started));
  }
  over = true;
  reader.join();
  for (const auto& follower : followers) {
    std::int64_t last = 0;
    for (const auto sequence : follower.seen) ASSERT_EQ(sequence, ++last);
    EXPECT_EQ(last, offices.last_heard(follower.organization));
    EXPECT_GT(last, 100);
  }
}

}  // namespace parley::conformance
