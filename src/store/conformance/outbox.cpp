// What is sent: kept at once, in turn, by one process at a time, and never twice.

#include "store/conformance/outbox.h"

#include "base/problem.h"
#include "store/receipts.h"

#include <set>
#include <thread>

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> texts(const std::vector<SeenMessage>& messages) {
  std::vector<std::string> all;
  all.reserve(messages.size());
  for (const auto& one : messages) all.push_back(one.text);
  return all;
}

std::vector<std::string> texts(const std::vector<Lease>& leases) {
  std::vector<std::string> all;
  all.reserve(leases.size());
  for (const auto& one : leases) all.push_back(one.draft.object);
  std::ranges::sort(all);
  return all;
}

std::string body(const std::string& text) { return text_draft("", text).object; }

}  // namespace

TEST_P(StoreConformance, WhatIsSentIsThereAtOnceAndPending) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  const auto thread = box.on.all().at(0);
  EXPECT_EQ(thread.number, sent.conversation);
  EXPECT_EQ(thread.total, 1);
  EXPECT_EQ(thread.last_at, to_millis(bench.now()));
  EXPECT_EQ(thread.unread, 0);
  const auto seen = box.messages(sent.conversation).at(0);
  EXPECT_EQ(seen.status, MessageStatus::pending);
  EXPECT_EQ(seen.text, "hello");
  EXPECT_EQ(seen.key, sent.message.value);
  EXPECT_EQ(seen.wamid, sent.wamid);
  EXPECT_TRUE(is_local(seen.wamid));
  const auto events = bench.wait(bench.store().events_after(bench.organization, {0}, 10));
  std::map<EventKind, Event> by_kind;
  for (const auto& event : events) by_kind[event.kind] = event;
  EXPECT_EQ(by_kind.at(EventKind::conversation_created).conversation, sent.conversation);
  EXPECT_EQ(by_kind.at(EventKind::message_created).conversation, sent.conversation);
  EXPECT_EQ(by_kind.at(EventKind::message_created).message.value, sent.message.value);
  const auto figures = box.sending();
  EXPECT_EQ(figures.waiting, 1);
  EXPECT_EQ(figures.lease_at, bench.now());
  EXPECT_EQ(bench.wait(bench.store().stats()).at(0).messages, 1);
}

TEST_P(StoreConformance, WhatWasAcceptedKeepsItsIdAndItsPlace) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  const auto lease = box.lease().at(0);
  EXPECT_EQ(lease.message.value, sent.message.value);
  EXPECT_EQ(lease.draft.object, body("hello"));
  EXPECT_EQ(lease.draft.input, "+919000000001");
  EXPECT_EQ(lease.draft.to.phone, "919000000001");
  EXPECT_FALSE(lease.draft.reaction);
  box.accepted(lease, "wamid.A");
  const auto seen = box.one(sent.message).value();
  EXPECT_EQ(seen.status, MessageStatus::sent);
  EXPECT_EQ(seen.wamid, "wamid.A");
  EXPECT_EQ(seen.key, sent.message.value);
  EXPECT_EQ(box.by_wamid("wamid.A")->value, sent.message.value);
  EXPECT_EQ(box.by_wamid(sent.wamid)->value, sent.message.value) << "who was told the local id finds it";
  bench.record({status_of("wamid.A", MessageStatus::read, 100'000'010)});
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::read);
  EXPECT_FALSE(box.waiting(sent.message));
  EXPECT_EQ(box.sending().waiting, 0);
  EXPECT_EQ(box.sending().accepted, 1);
  EXPECT_EQ(box.on.all().at(0).total, 1);
  EXPECT_EQ(bench.wait(bench.store().stats()).at(0).messages, 1);
}

TEST_P(StoreConformance, AConversationSendsOneAfterTheOther) {
  Outbox box{bench};
  for (const auto* text : {"a1", "a2", "a3", "a4"}) box.enqueue("919000000001", text);
  box.enqueue("919000000002", "b1");
  auto first = box.lease();
  std::ranges::sort(first, {}, [](const Lease& one) { return one.draft.object; });
  EXPECT_EQ(texts(first), (std::vector{body("a1"), body("b1")}));
  EXPECT_TRUE(box.lease().empty());
  box.accepted(first.at(0), "wamid.1");
  const auto second = box.lease();
  ASSERT_EQ(texts(second), std::vector{body("a2")});
  box.failed(second.at(0));
  const auto third = box.lease();
  ASSERT_EQ(texts(third), std::vector{body("a3")});
  box.put_off(third.at(0), 10s);
  EXPECT_TRUE(box.lease().empty()) << "the next one waits with it";
  EXPECT_EQ(box.sending().lease_at, bench.now() + 10s);
  bench.pass(10s);
  const auto again = box.lease();
  ASSERT_EQ(texts(again), std::vector{body("a3")});
  EXPECT_EQ(again.at(0).attempt, 2);
  box.unknown(again.at(0));
  EXPECT_EQ(texts(box.lease()), std::vector{body("a4")}) << "nobody waits for what may never be told";
  EXPECT_EQ(box.sending().unknown, 1);
}

TEST_P(StoreConformance, LinesOfOneMomentStayInTheirOrder) {
  Outbox box{bench};
  // Meta's clock is ahead, and what it said last is what is answered.
  bench.record({text_from("919000000001", "wamid.zz", 100'000'003, "question")});
  std::int64_t conversation = 0;
  box.act([&](Transaction& in) {
    for (const auto* text : {"one", "two", "three"})
      conversation = enqueue(in, bench.ours, text_draft("919000000001", text)).conversation;
  });
  const std::vector<std::string> expected{"question", "one", "two", "three"};
  EXPECT_EQ(texts(box.messages(conversation)), expected);
  for (const auto* wamid : {"wamid.y", "wamid.x", "wamid.a"}) box.accepted(box.lease().at(0), wamid);
  EXPECT_EQ(texts(box.messages(conversation)), expected);
  EXPECT_EQ(box.messages(conversation).back().wamid, "wamid.a");
}

TEST_P(StoreConformance, RefusedOnesFailAndSayWhy) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  box.failed(box.lease().at(0));
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::failed);
  EXPECT_EQ(box.one(sent.message)->error, R"([{"code":131026}])");
  EXPECT_TRUE(box.lease().empty());
  EXPECT_EQ(box.sending().failed, 1);
  EXPECT_EQ(box.sending().waiting, 0);
}

TEST_P(StoreConformance, ALeaseThatEndedIsNotSentAgain) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  const auto next = box.enqueue("919000000001", "next");
  const auto lease = box.lease().at(0);
  EXPECT_EQ(box.expire(), 0);
  EXPECT_EQ(box.sending().expire_at, bench.now() + 30s);
  bench.pass(30s);
  EXPECT_EQ(box.expire(), 1);
  EXPECT_EQ(box.waiting(sent.message)->turn, Turn::unknown);
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::pending);
  EXPECT_EQ(box.lease().at(0).message.value, next.message.value);
  EXPECT_TRUE(box.lease().empty());
  // Meta tells after all.
  box.told(lease, "wamid.A", MessageStatus::delivered, 100'000'100);
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::delivered);
  EXPECT_EQ(box.one(sent.message)->wamid, "wamid.A");
  EXPECT_FALSE(box.waiting(sent.message));
  EXPECT_EQ(box.sending().unknown, 0);
  EXPECT_EQ(box.sending().accepted, 1);
}

TEST_P(StoreConformance, WhatNobodyKnowsIsGivenUpAndTakenBackByALaterWord) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  const auto lease = box.lease().at(0);
  box.unknown(lease);
  bench.pass(24h);
  EXPECT_EQ(box.expire(), 1);
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::failed);
  EXPECT_EQ(box.one(sent.message)->error, R"([{"code":-1}])");
  EXPECT_EQ(box.sending().unknown, 0);
  box.told(lease, "wamid.A", MessageStatus::sent, 100'100'000);
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::sent);
  EXPECT_EQ(box.one(sent.message)->error, "");
}

TEST_P(StoreConformance, AnAnswerIsTakenForItsOwnAttempt) {
  Outbox box{bench};
  const auto sent = box.enqueue("919000000001", "hello");
  const auto first = box.lease().at(0);
  box.put_off(first, 1s);
  bench.pass(1s);
  const auto second = box.lease().at(0);
  // The writes of the first attempt once more, as after a broken connection.
  box.put_off(first, 1s);
  box.failed(first);
  box.unknown(first);
  bench.pass(1s);
  EXPECT_EQ(box.waiting(sent.message)->turn, Turn::leased);
  EXPECT_TRUE(box.lease().empty());
  box.accepted(second, "wamid.A");
  box.accepted(second, "wamid.A");
  box.failed(second);
  EXPECT_EQ(box.one(sent.message)->status, MessageStatus::sent);
  EXPECT_EQ(box.sending().accepted, 1);
  EXPECT_EQ(box.sending().failed, 0);
}

TEST_P(StoreConformance, ALateAnswerOfAnUnknownOneTakesItsTurnAnew) {
  Outbox box{bench};
  box.enqueue("919000000001", "one");
  box.enqueue("919000000001", "two");
  const auto one = box.lease().at(0);
  box.unknown(one);
  const auto two = box.lease().at(0);
  box.put_off(one, 0s);  // it was not taken after all
  EXPECT_TRUE(box.lease().empty());
  box.accepted(two, "wamid.2");
  EXPECT_EQ(box.lease().at(0).message.value, one.message.value);
}

TEST_P(StoreConformance, ANumberWithARefusedTokenTriesOneAtATime) {
  Outbox box{bench};
  for (int i = 0; i < 5; ++i) box.enqueue("91900000000" + std::to_string(i), "hello");
  const auto leases = box.lease();
  ASSERT_EQ(leases.size(), 5U);
  for (const auto& lease : leases) {
    box.put_off(lease, 0s);
    box.act([&](Transaction& in) { hold(in, bench.ours, bench.now() + 5min, "expired", true); });
  }
  const auto since = box.sending().refused_since;
  EXPECT_EQ(since, bench.now());
  EXPECT_EQ(box.sending().trouble, "expired");
  EXPECT_TRUE(box.lease().empty());
  bench.pass(5min);
  const auto probe = box.lease();
  ASSERT_EQ(probe.size(), 1U);
  EXPECT_TRUE(box.lease().empty());
  EXPECT_EQ(box.sending().refused_since, since);
  box.accepted(probe.at(0), "wamid.A");
  EXPECT_FALSE(box.sending().refused_since);
  EXPECT_EQ(box.sending().trouble, "");
  EXPECT_EQ(box.lease().size(), 4U);
}

TEST_P(StoreConformance, ANewTokenTakesTheMarkAway) {
  Outbox box{bench};
  box.enqueue("919000000001", "hello");
  box.put_off(box.lease().at(0), 0s);
  box.act([&](Transaction& in) { hold(in, bench.ours, bench.now() + 5min, "expired", true); });
  box.act([&](Transaction& in) { set_access_token(in, bench.ours, "sealed"); });
  EXPECT_FALSE(box.sending().refused_since);
  EXPECT_EQ(box.lease().size(), 1U);
  std::string token;
  const auto read = [&](const Reader& from) { token = sealed_access_token(from, bench.ours); };
  bench.wait(bench.store().read(Weight::light, read));
  EXPECT_EQ(token, "sealed");
}

TEST_P(StoreConformance, ANumberKeepsItsPace) {
  Outbox box{bench};
  for (int i = 0; i < 60; ++i) box.enqueue("9190000000" + std::to_string(10 + i), "hello");
  int sent = 0;
  for (int step = 0; step < 20; ++step) {
    sent += static_cast<int>(box.lease(100, 20).size());
    bench.pass(50ms);
  }
  EXPECT_GE(sent, 19);
  EXPECT_LE(sent, 22);
}

// Meta lets one in six seconds go to one person, and 45 at once.
TEST_P(StoreConformance, APersonIsNotSentMoreThanMetaTakes) {
  Outbox box{bench};
  for (int i = 0; i < 48; ++i) box.enqueue("919000000001", "a" + std::to_string(i));
  int sent = 0;
  const auto send_all = [&] {
    for (auto leases = box.lease(); !leases.empty(); leases = box.lease())
      for (const auto& one : leases) box.accepted(one, "wamid." + std::to_string(sent++));
    return sent;
  };
  EXPECT_EQ(send_all(), 45);
  box.enqueue("919000000002", "b");
  EXPECT_EQ(send_all(), 46) << "nobody else waits with them";
  EXPECT_EQ(box.sending().lease_at, bench.now() + 6s);
  bench.pass(5s);
  EXPECT_EQ(send_all(), 46);
  bench.pass(1s);
  EXPECT_EQ(send_all(), 47);
  bench.pass(12s);
  EXPECT_EQ(send_all(), 49);
  EXPECT_EQ(box.sending().waiting, 0);
}

TEST_P(StoreConformance, ARepeatUnderOneKeySendsOnce) {
  Outbox box{bench};
  const auto send = [&] {
    return box.make([&](Transaction& in) {
      if (const auto known = receipt(in, bench.organization, Api::kirim, "key", in.now)) return known->body;
      const auto sent = enqueue(in, bench.ours, text_draft("919000000001", "hello"));
      keep_receipt(in, bench.organization, Api::kirim, "key",
                   {.fingerprint = "f", .status = 200, .body = sent.wamid});
      return sent.wamid;
    });
  };
  const auto first = send();
  EXPECT_EQ(send(), first);
  EXPECT_EQ(box.lease().size(), 1U);
  // What goes wrong behind it leaves nothing of it.
  const auto fails = [&](Transaction& in) {
    enqueue(in, bench.ours, text_draft("919000000002", "hello"));
    throw Problem::invalid("to", "no");
  };
  EXPECT_THROW(bench.wait(bench.store().write(fails)), Problem);
  EXPECT_EQ(box.sending().waiting, 1);
  EXPECT_EQ(box.on.all().size(), 1U);
}

TEST_P(StoreConformance, AReactionShowsWhenItWasTaken) {
  Outbox box{bench};
  bench.record({text_from("919000000001", "wamid.theirs", 1)});
  auto draft = text_draft("919000000001", "");
  draft.type = "reaction";
  draft.reaction = Draft::Reaction{.target = "wamid.theirs", .emoji = "👍"};
  box.make([&](Transaction& in) { return enqueue(in, bench.ours, draft); });
  const auto conversation = box.on.all().at(0).number;
  EXPECT_EQ(box.messages(conversation).size(), 1U);
  const auto before = box.on.events();
  const auto lease = box.lease().at(0);
  ASSERT_TRUE(lease.draft.reaction);
  EXPECT_EQ(lease.draft.reaction->emoji, "👍");
  box.accepted(lease, "wamid.reaction");
  const auto events = bench.wait(bench.store().events_after(bench.organization, {before}, 10));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::reaction_changed);
  EXPECT_EQ(box.sending().waiting, 0);
  bench.record({status_of("wamid.reaction", MessageStatus::sent, 100'000'000)});
  EXPECT_EQ(box.messages(conversation).size(), 1U);
}

// Two more processes on the store lease what is there, each all it gets.
TEST_P(StoreConformance, TwoProcessesNeverLeaseOne) {
  Outbox box{bench};
  constexpr int count = 300;
  box.act([&](Transaction& in) {
    for (int i = 0; i < count; ++i)
      enqueue(in, bench.ours, text_draft("9190000" + std::to_string(10'000 + i % 200), std::to_string(i)));
  });
  std::vector<std::int64_t> leased[2];
  const auto process = [&](std::vector<std::int64_t>& into) {
    EngineOptions options;
    options.store = bench.address();
    options.clock = [] { return from_millis(1'800'000'100'000); };
    const auto engine = open_engine(std::move(options));
    asio::io_context io;
    auto store = engine->open(io);
    for (int empty = 0; empty < 3;) {
      std::vector<Lease> leases;
      const auto take = [&](Transaction& in) {
        leases = lease(in, bench.ours, {.most = 7, .until = in.now + 1min, .pace = per_second(1'000'000)});
      };
      wait_on(io, asio::co_spawn(io, store->write(take), asio::use_future));
      for (const auto& one : leases) {
        into.push_back(one.message.value);
        const auto wamid = "wamid." + std::to_string(one.message.value);
        const auto settle = [&](Transaction& in) { accepted(in, bench.ours, one, acceptance(wamid)); };
        wait_on(io, asio::co_spawn(io, store->write(settle), asio::use_future));
      }
      empty = leases.empty() ? empty + 1 : 0;
    }
    engine->finish();
    store.reset();
  };
  std::thread other(process, std::ref(leased[1]));
  process(leased[0]);
  other.join();
  std::set<std::int64_t> all(leased[0].begin(), leased[0].end());
  all.insert(leased[1].begin(), leased[1].end());
  EXPECT_EQ(all.size(), leased[0].size() + leased[1].size());
  EXPECT_EQ(all.size(), std::size_t{count});
  EXPECT_EQ(box.sending().accepted, count);
  EXPECT_EQ(box.sending().waiting, 0);
}

}  // namespace parley::conformance
