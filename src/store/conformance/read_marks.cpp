// What Meta is told of reading: the newest of each conversation, until it was told.

#include "store/read_marks.h"

#include "base/problem.h"
#include "store/conformance/outbox.h"

#include <ranges>

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

constexpr int present = 100'000'000;  // the second at which the bench's clock stands

struct Reading {
  Bench& bench;
  Outbox box{bench};

  void give_token() {
    box.act([&](Transaction& in) { set_access_token(in, bench.ours, "sealed"); });
  }
  std::int64_t hear(const std::string& phone, const std::string& wamid, int second) {
    bench.record({text_from(phone, wamid, second)});
    OrganizationConversations query;
    query.message = box.by_wamid(wamid);
    return box.on.list(query).first.at(0).number;
  }
  bool tell(std::int64_t conversation, const std::string& wamid = "", bool typing = false) {
    ReadUpTo read{.conversation = conversation, .typing = typing};
    if (!wamid.empty()) read.message = box.by_wamid(wamid);
    return box.make([&](Transaction& in) { return tell_read(in, bench.ours, read); });
  }
  std::vector<MarkLease> lease(std::int64_t most = 10) {
    return box.make([&](Transaction& in) { return lease_marks(in, bench.ours, most, bench.now() + 60s); });
  }
  void told(const MarkLease& lease) {
    box.act([&](Transaction& in) { parley::told(in, bench.ours, lease); });
  }
};

std::vector<std::string> wamids(const std::vector<MarkLease>& leases) {
  std::vector<std::string> all;
  all.reserve(leases.size());
  for (const auto& one : leases) all.push_back(one.mark.wamid + (one.mark.typing ? " typing" : ""));
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_P(StoreConformance, MetaIsToldOfTheNewestMessageThatWasRead) {
  Reading on{bench};
  const auto number = on.hear("918001", "wamid.1", present - 10);
  EXPECT_FALSE(on.tell(number)) << "without a token nothing can be told";
  on.give_token();
  on.hear("918001", "wamid.2", present - 5);
  EXPECT_TRUE(on.tell(number, "wamid.1"));
  EXPECT_TRUE(on.tell(number));
  EXPECT_TRUE(on.tell(number, "wamid.1")) << "an older one is read with the newer one";
  EXPECT_EQ(on.box.sending().marks, 1);
  EXPECT_EQ(on.box.sending().mark_at, bench.now());
  const auto leases = on.lease();
  ASSERT_EQ(wamids(leases), std::vector<std::string>{"wamid.2"});
  EXPECT_TRUE(on.lease().empty()) << "one at a time";
  on.told(leases.at(0));
  EXPECT_EQ(on.box.sending().marks, 0);
  bench.pass(120s);
  EXPECT_TRUE(on.lease().empty());
  EXPECT_TRUE(on.box.sending().waiting == 0 && !on.box.sending().mark_at);
}

TEST_P(StoreConformance, WhatMetaDoesNotTakeIsNotKept) {
  Reading on{bench};
  on.give_token();
  const int month = 30 * 86'400;
  const auto number = on.hear("918001", "wamid.old", present - month - 1);
  EXPECT_FALSE(on.tell(number));
  EXPECT_FALSE(on.tell(number, "wamid.old"));
  on.hear("918001", "wamid.young", present - month + 1);
  EXPECT_TRUE(on.tell(number));
  auto ours = text_from("918001", "wamid.ours", present);
  ours.direction = Direction::outbound;
  ours.origin = Origin::echo;
  bench.record({ours});
  EXPECT_EQ(wamids(on.lease()), std::vector<std::string>{"wamid.young"});
  const auto refused = [&](const std::function<void()>& act) -> std::string {
    try {
      act();
    } catch (const Problem& problem) {
      return problem.subject();
    }
    return "";
  };
  EXPECT_EQ(refused([&] { on.tell(number, "wamid.ours"); }), "message");
  EXPECT_EQ(refused([&] { on.tell(4711); }), "conversation");
}

TEST_P(StoreConformance, ALeaseThatNobodyEndsIsTakenAgain) {
  Reading on{bench};
  on.give_token();
  const auto number = on.hear("918001", "wamid.1", present - 10);
  const auto other = on.hear("918002", "wamid.2", present - 10);
  on.tell(number);
  on.tell(other);
  ASSERT_EQ(on.lease().size(), 2u);
  bench.pass(61s);
  auto again = on.lease(1);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(on.lease().size(), 1u);
  // Not taken: again then, and told how often that was.
  on.box.act([&](Transaction& in) { tell_again(in, bench.ours, again.at(0), bench.now() + 10s); });
  EXPECT_TRUE(on.lease().empty());
  bench.pass(10s);
  again = on.lease();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again.at(0).failures, 1);
  on.box.act([&](Transaction& in) { tell_no_more(in, bench.ours, again.at(0)); });
  EXPECT_EQ(on.box.sending().marks, 1);
}

TEST_P(StoreConformance, WhatIsReadWhileMetaIsToldIsToldToo) {
  Reading on{bench};
  on.give_token();
  const auto number = on.hear("918001", "wamid.1", present - 10);
  on.tell(number);
  const auto first = on.lease().at(0);
  on.hear("918001", "wamid.2", present - 5);
  on.tell(number);
  on.told(first);
  const auto second = on.lease();
  ASSERT_EQ(wamids(second), std::vector<std::string>{"wamid.2"});
  // The same message once more, now with dots.
  on.tell(number, "wamid.2", true);
  on.told(second.at(0));
  EXPECT_EQ(wamids(on.lease()), std::vector<std::string>{"wamid.2 typing"});
}

TEST_P(StoreConformance, DotsAreShownWhileAnAnswerIsAwaited) {
  Reading on{bench};
  on.give_token();
  const auto number = on.hear("918001", "wamid.1", present - 10);
  on.tell(number, "", true);
  on.box.enqueue("918001", "the answer");
  EXPECT_EQ(wamids(on.lease()), std::vector<std::string>{"wamid.1"}) << "it is there already";
  const auto other = on.hear("918002", "wamid.2", present - 10);
  on.tell(other, "", true);
  bench.pass(typing_shows);
  EXPECT_EQ(wamids(on.lease()), std::vector<std::string>{"wamid.2"}) << "too late";
}

TEST_P(StoreConformance, ARefusedTokenHoldsWhatIsToBeTold) {
  Reading on{bench};
  on.give_token();
  for (int i = 0; i < 3; ++i)
    on.tell(on.hear("91800" + std::to_string(i), "wamid." + std::to_string(i), present - 10));
  const auto first = on.lease(1).at(0);
  on.box.act([&](Transaction& in) {
    tell_again(in, bench.ours, first, bench.now() + 10s);
    hold(in, bench.ours, bench.now() + 10s, "expired", true);
  });
  EXPECT_TRUE(on.lease().empty());
  EXPECT_EQ(on.box.sending().mark_at, bench.now() + 10s);
  EXPECT_TRUE(on.box.sending().refused_since);
  bench.pass(10s);
  const auto one = on.lease();
  ASSERT_EQ(one.size(), 1u) << "one finds out for all";
  on.told(one.at(0));
  EXPECT_FALSE(on.box.sending().refused_since);
  EXPECT_EQ(on.lease().size(), 2u);
}

}  // namespace parley::conformance
