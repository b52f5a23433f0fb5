// Whose turn it is, and for how long nobody's.

#include "store/conformance/outbox.h"

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto phone = "919000000001";
constexpr auto bsuid = "US.13491208655302741918";

std::vector<std::string> texts(const std::vector<Lease>& leases) {
  std::vector<std::string> all;
  for (const auto& each : leases) all.push_back(each.draft.object);
  return all;
}

std::vector<std::string> only(const std::string& text) { return {text_draft("", text).object}; }

}  // namespace

TEST_P(StoreConformance, ConversationsThatBecomeOneHaveOneLine) {
  Outbox box{bench};
  const auto to_id = [&](const std::string& text) {
    auto draft = text_draft("", text);
    draft.to = {.bsuid = bsuid};
    box.make([&](Transaction& in) { return enqueue(in, bench.ours, draft); });
  };
  for (const auto* text : {"a1", "a2"}) box.enqueue(phone, text);
  for (const auto* text : {"b1", "b2"}) to_id(text);
  const auto first = box.lease();
  ASSERT_EQ(first.size(), 2U);
  auto both = text_from(phone, "wamid.both", 1);
  both.peer = {.phone = phone, .bsuid = bsuid};
  bench.record({both});
  ASSERT_EQ(box.on.all().size(), 1U);
  EXPECT_TRUE(box.lease().empty());
  box.accepted(first.at(1), "wamid.B1");
  EXPECT_TRUE(box.lease().empty()) << "the other one is under way";
  box.accepted(first.at(0), "wamid.A1");
  const auto second = box.lease();
  ASSERT_EQ(second.size(), 1U) << "one at a time, as they are one conversation now";
  EXPECT_TRUE(box.lease().empty());
  box.accepted(second.at(0), "wamid.2");
  const auto third = box.lease();
  ASSERT_EQ(third.size(), 1U);
  EXPECT_NE(texts(second), texts(third));
  box.accepted(third.at(0), "wamid.3");
  EXPECT_EQ(box.sending().waiting, 0);
}

TEST_P(StoreConformance, WhatMovesStandsBehindWhatIsThere) {
  Outbox box{bench};
  auto theirs = text_from("", "wamid.theirs", 1);
  theirs.peer = {.bsuid = bsuid};
  bench.record({theirs});
  auto draft = text_draft("", "b1");
  draft.to = {.bsuid = bsuid};
  box.make([&](Transaction& in) { return enqueue(in, bench.ours, draft); });
  box.enqueue(phone, "a1");
  auto both = text_from(phone, "wamid.both", 2);
  both.peer = {.phone = phone, .bsuid = bsuid};
  bench.record({both});
  ASSERT_EQ(box.on.all().size(), 1U);
  const auto first = box.lease();
  ASSERT_EQ(texts(first), only("a1")) << "the one that keeps its conversation";
  box.accepted(first.at(0), "wamid.A");
  EXPECT_EQ(texts(box.lease()), only("b1"));
}

TEST_P(StoreConformance, OthersGoInThePlaceOfThoseThatWaitForTheirPerson) {
  Outbox box{bench};
  for (int i = 0; i < 46; ++i) box.enqueue(phone, "a" + std::to_string(i));
  for (int i = 0; i < 45; ++i) box.accepted(box.lease(1).at(0), "wamid." + std::to_string(i));
  const auto start = bench.now();
  bench.pass(1ms);
  box.enqueue("919000000002", "b");
  EXPECT_EQ(texts(box.lease(1)), only("b"));
  EXPECT_EQ(box.sending().lease_at, start + 6s);
}

TEST_P(StoreConformance, ANumberIsHeldForTheLongestTimeThatWasTold) {
  Outbox box{bench};
  box.enqueue(phone, "hello");
  const auto held = [&](std::chrono::milliseconds time, const std::string& why, bool refused = false) {
    box.act([&](Transaction& in) { hold(in, bench.ours, bench.now() + time, why, refused); });
    return box.sending();
  };
  EXPECT_EQ(held(1h, "spam").trouble, "spam");
  EXPECT_EQ(held(1s, "pace").held_until, bench.now() + 1h);
  EXPECT_EQ(box.sending().trouble, "spam");
  EXPECT_EQ(held(2h, "spam again").held_until, bench.now() + 2h);
  const auto refused = held(5min, "no good token", true);
  EXPECT_EQ(refused.held_until, bench.now() + 2h) << "a limit is not over because the token is bad as well";
  EXPECT_EQ(refused.refused_since, bench.now());
  box.act([&](Transaction& in) { token_is_accepted(in, bench.ours); });
  EXPECT_FALSE(box.sending().refused_since);
  bench.pass(2h);
  EXPECT_EQ(box.lease().size(), 1U);
}

TEST_P(StoreConformance, AReactionThatAStatusTellsOfIsKnown) {
  Outbox box{bench};
  bench.record({text_from(phone, "wamid.theirs", 1)});
  auto draft = text_draft(phone, "");
  draft.type = "reaction";
  draft.reaction = Draft::Reaction{.target = "wamid.theirs", .emoji = "👍"};
  const auto sent = box.make([&](Transaction& in) { return enqueue(in, bench.ours, draft); });
  const auto lease = box.lease().at(0);
  const auto fate = [&] {
    std::optional<ReactionFate> found;
    const auto read = [&](const Reader& from) {
      found = reaction_fate(from, bench.organization, sent.message, bench.now());
    };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  };
  EXPECT_FALSE(fate());
  box.told(lease, "wamid.reaction", MessageStatus::sent, 100'000'000);
  ASSERT_TRUE(fate());
  EXPECT_EQ(fate()->wamid, "wamid.reaction");
  EXPECT_EQ(box.sending().waiting, 0);
}

// An engine that is told ahead does the same as one that is not.
TEST_P(StoreConformance, WhatIsSaidAheadChangesNothing) {
  Outbox box{bench};
  bench.record({text_from(phone, "wamid.theirs", 1)});
  std::vector<Enqueued> sent;
  for (int i = 0; i < 3; ++i) {
    for (const auto* to : {phone, "919000000002"}) {
      const auto draft = text_draft(to, std::to_string(i));
      const auto tag = new_tag();
      std::string shown;
      const auto show = [&](const MessageRow& row, std::int64_t) {
        shown =
            std::string(row.text) + ' ' + std::string(row.peer_phone) + ' ' + std::string(row.sender_phone);
      };
      const auto work = [&](Transaction& in) { sent.push_back(enqueue(in, bench.ours, draft, tag, show)); };
      const auto expect = [&](Transaction& in) { expect_enqueue(in, bench.ours, draft, tag); };
      bench.wait(bench.store().write(work, expect));
      EXPECT_EQ(sent.back().wamid, local_wamid(tag));
      EXPECT_EQ(shown, std::to_string(i) + ' ' + to + ' ' + bench.ours.phone);
    }
  }
  for (int i = 0; i < 6; ++i) {
    const auto lease = box.lease(1).at(0);
    const auto attempt = acceptance("wamid." + std::to_string(i));
    const auto work = [&](Transaction& in) { accepted(in, bench.ours, lease, attempt); };
    const auto expect = [&](Transaction& in) { expect_attempt(in, bench.ours, lease, attempt); };
    bench.wait(bench.store().write(work, expect));
    EXPECT_EQ(box.one(lease.message)->wamid, attempt.wamid);
  }
  EXPECT_EQ(box.sending().waiting, 0);
  EXPECT_EQ(box.sending().accepted, 6);
  EXPECT_EQ(box.messages(sent.at(0).conversation).size(), 4U);
  EXPECT_EQ(box.messages(sent.at(1).conversation).size(), 3U);
}

}  // namespace parley::conformance
