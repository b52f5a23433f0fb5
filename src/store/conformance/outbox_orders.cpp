// What comes of a message does not depend on the order in which Meta's answer, its statuses and its echoes come, nor on who
// sent it when.

#include "store/conformance/outbox.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto phone = "919000000001";

MessageFact echo_of(const std::string& wamid, int seconds) {
  auto fact = text_from(phone, wamid, seconds, "hello");
  fact.direction = Direction::outbound;
  fact.origin = Origin::echo;
  fact.from_user = false;
  return fact;
}

// One message is sent, and what is told of it comes in that order: what a reader sees in the end.
std::string end_of(const MakePlace& make, const std::vector<int>& order) {
  Bench bench(make);
  Outbox box{bench};
  bench.record({text_from(phone, "wamid.0", 99'999'000, "question")});
  const auto sent = box.enqueue(phone, "hello");
  box.enqueue(phone, "another");
  const auto lease = box.lease().at(0);
  ReactionFact reaction{.wamid = "wamid.R", .target = "wamid.W", .emoji = "👍", .at = second_of(100'000'040)};
  reaction.peer.phone = phone;
  EditFact edit{.wamid = "wamid.E", .target = "wamid.W", .direction = Direction::outbound};
  edit.at = second_of(100'000'050);
  edit.peer.phone = phone;
  edit.content.type = "text";
  edit.content.text = "hello!";
  const std::vector<std::function<void()>> told{
      [&] { box.accepted(lease, "wamid.W"); },
      [&] { box.told(lease, "wamid.W", MessageStatus::sent, 100'000'010); },
      [&] { bench.record({status_of("wamid.W", MessageStatus::delivered, 100'000'020)}); },
      [&] { bench.record({echo_of("wamid.W", 100'000'000)}); },
      [&] { bench.record({reaction}); },
      [&] { bench.record({edit}); },
      [&] { box.told(lease, "wamid.W", MessageStatus::failed, 100'000'030); },
  };
  for (const int each : order) told.at(static_cast<std::size_t>(each))();
  EXPECT_EQ(box.by_wamid("wamid.W")->value, sent.message.value);
  EXPECT_EQ(box.one(sent.message)->wamid, "wamid.W");
  EXPECT_EQ(box.sending().waiting, 1) << "the other one";
  EXPECT_EQ(box.lease().size(), 1U);
  auto text = picture(bench);
  // The local id of the one that waits is another each time.
  for (auto at = text.find("parley."); at != std::string::npos; at = text.find("parley.", at + 1))
    text.erase(at + 7, 26);
  return text;
}

}  // namespace

TEST_P(StoreConformance, WhatIsToldOfASentMessageComesInAnyOrder) {
  std::mt19937 random(7);
  std::vector<int> all{0, 1, 2, 3, 4, 5, 6};
  const auto expected = end_of(GetParam(), all);
  EXPECT_NE(expected.find("delivered text text=hello! "), std::string::npos) << expected;
  for (int i = 0; i < 24; ++i) {
    auto order = all;
    std::ranges::shuffle(order, random);
    for (int again = 0; again < 2; ++again) order.push_back(static_cast<int>(random() % all.size()));
    std::string words;
    for (const int each : order) words += std::to_string(each) + " ";
    ASSERT_EQ(end_of(GetParam(), order), expected) << words;
  }
}

TEST_P(StoreConformance, AnAnswerThatWasLostIsFoundByTheStatusAlone) {
  // Without the answer, everything else told: the same but for what only the answer tells.
  for (const auto& order : {std::vector<int>{1, 2, 3, 4}, {3, 4, 2, 1}, {2, 1, 4, 3}})
    EXPECT_NE(end_of(GetParam(), order).find("wamid.W outbound delivered"), std::string::npos);
}

// An echo made a conversation of its own, since it names the person otherwise than the client did.
TEST_P(StoreConformance, AnEchoInAnotherConversationJoinsTheMessage) {
  Outbox box{bench};
  const auto sent = box.enqueue(phone, "hello");
  auto echo = echo_of("wamid.W", 100'000'000);
  echo.peer = {.bsuid = "US.13491208655302741918"};
  bench.record({echo});
  EXPECT_EQ(box.on.all().size(), 2U);
  box.accepted(box.lease().at(0), "wamid.W");
  EXPECT_EQ(box.on.all().size(), 1U);
  EXPECT_EQ(box.messages(sent.conversation).size(), 1U);
  bench.record({echo});
  EXPECT_EQ(box.on.all().size(), 1U);
}

// Meta names the person by an id that wrote before: what waits follows into the one conversation.
TEST_P(StoreConformance, WhatWaitsFollowsItsConversation) {
  Outbox box{bench};
  auto theirs = text_from("", "wamid.1", 10);
  theirs.peer = {.bsuid = "US.13491208655302741918"};
  bench.record({theirs});
  box.enqueue(phone, "one");
  box.enqueue(phone, "two");
  EXPECT_EQ(box.on.all().size(), 2U);
  auto attempt = acceptance("wamid.W");
  attempt.recipient.bsuid = theirs.peer.bsuid;
  const auto lease = box.lease().at(0);
  box.act([&](Transaction& in) { accepted(in, bench.ours, lease, attempt); });
  const auto threads = box.on.all();
  ASSERT_EQ(threads.size(), 1U);
  EXPECT_EQ(threads.at(0).total, 3);
  EXPECT_EQ(box.lease().size(), 1U);
}

namespace {

// What the play below knows of one message.
struct Sent {
  Enqueued is;
  int person = 0;
  std::string wamid;  // Meta's, as soon as a call was carried out
  int carried = 0;    // how often
  std::optional<Lease> went;
  bool settled = false;  // accepted or failed, as far as the store was told
  bool failed = false;
  bool unknown = false;
  bool came_back = false;  // from there, when others had gone on
};

struct Play {
  Bench& bench;
  std::mt19937 random;
  Outbox box{bench};
  std::vector<Sent> sent;
  struct Call {
    Lease lease;
    std::size_t of = 0;
    bool carried = false;
  };
  std::vector<Call> calls{};  // without an answer yet, some of them for ever
  int wamids = 0;

  std::size_t pick(std::size_t below) { return random() % below; }

  void enqueue() {
    const int person = static_cast<int>(pick(4));
    sent.push_back({.is = box.enqueue("91900000000" + std::to_string(person), std::to_string(sent.size())),
                    .person = person});
  }
  void lease() {
    for (auto& one : box.lease(static_cast<std::int64_t>(1 + pick(4)))) {
      const auto at =
          std::ranges::find(sent, one.message.value, [](const Sent& s) { return s.is.message.value; });
      ASSERT_NE(at, sent.end());
      const auto of = static_cast<std::size_t>(at - sent.begin());
      EXPECT_FALSE(sent[of].settled || sent[of].unknown) << of << " is leased again";
      for (std::size_t i = 0; i < of; ++i) {
        const bool before = sent[i].person == sent[of].person && !sent[i].came_back;
        EXPECT_FALSE(before && !sent[i].settled && !sent[i].unknown) << of << " goes before " << i;
      }
      Call call{.lease = std::move(one), .of = of};
      // Most requests reach Meta.
      if (pick(5) != 0) {
        call.carried = true;
        ++sent[of].carried;
        sent[of].went = call.lease;
        sent[of].wamid = "wamid." + std::to_string(1'000 + pick(9'000)) + "." + std::to_string(wamids++);
      }
      calls.push_back(std::move(call));
    }
  }
  void answer() {
    if (calls.empty()) return;
    const auto at = calls.begin() + static_cast<std::ptrdiff_t>(pick(calls.size()));
    const auto call = *at;
    auto& of = sent[call.of];
    if (pick(3) != 0) calls.erase(at);  // else the same comes once more
    if (call.carried && pick(6) != 0) {
      box.accepted(call.lease, of.wamid);
      of.settled = true;
    } else if (call.carried) {
      box.unknown(call.lease);
      of.unknown = of.unknown || !of.settled;
    } else if (const bool is_last_word = latest(call); pick(2) == 0) {
      box.put_off(call.lease, std::chrono::milliseconds(pick(3'000)));
      if (is_last_word && of.unknown) of.came_back = true;
      if (is_last_word) of.unknown = false;
    } else {
      box.failed(call.lease);
      if (is_last_word) of.settled = of.failed = true;
    }
  }
  // Whether the store takes an answer of that call: it waits for one, or does not know.
  bool latest(const Call& call) {
    const auto now = box.waiting(call.lease.message);
    return now && now->attempts == call.lease.attempt &&
           (now->turn == Turn::leased || now->turn == Turn::unknown);
  }
  void status() {
    if (calls.empty()) return;
    const auto& call = calls[pick(calls.size())];
    if (!call.carried) return;
    box.told(call.lease, sent[call.of].wamid, pick(2) == 0 ? MessageStatus::sent : MessageStatus::delivered,
             100'000'000 + static_cast<int>(call.of));
    sent[call.of].settled = true;
  }
  void echo() {
    if (calls.empty()) return;
    const auto& call = calls[pick(calls.size())];
    if (!call.carried) return;
    auto fact = echo_of(sent[call.of].wamid, 100'000'000 + static_cast<int>(call.of));
    fact.peer.phone = "91900000000" + std::to_string(sent[call.of].person);
    fact.content.text = std::to_string(call.of);
    bench.record({fact});
  }
  void pass() {
    bench.pass(std::chrono::milliseconds(pick(20'000)));
    box.expire();
    note_unknown();
  }
  void note_unknown() {
    for (auto& one : sent) {
      const auto now = box.waiting(one.is.message);
      if (now && now->turn == Turn::unknown) one.unknown = true;
    }
  }
};

}  // namespace

TEST_P(StoreConformance, RandomSendingEndsAsTheModelSays) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Bench alone(GetParam());
    Play play{.bench = alone, .random = std::mt19937(seed)};
    for (int step = 0; step < 260; ++step) {
      const auto dice = play.pick(100);
      if (dice < 20) {
        play.enqueue();
      } else if (dice < 50) {
        play.lease();
      } else if (dice < 80) {
        play.answer();
      } else if (dice < 88) {
        play.status();
      } else if (dice < 94) {
        play.echo();
      } else {
        play.pass();
      }
      if (testing::Test::HasFailure()) FAIL() << "seed " << seed << " step " << step;
    }
    // What is under way ends: Meta tells of all that reached it, of some after they were given up.
    const auto tell = [&](std::size_t remainder) {
      for (std::size_t i = remainder; i < play.sent.size(); i += 2) {
        const auto& one = play.sent[i];
        if (one.went) play.box.told(*one.went, one.wamid, MessageStatus::delivered, 100'050'000);
      }
    };
    tell(0);
    for (const auto time : {std::chrono::hours{1}, std::chrono::hours{25}}) {
      alone.pass(time);
      while (play.box.expire() > 0) play.note_unknown();
    }
    tell(1);
    std::int64_t waiting = 0, accepted = 0;
    std::set<std::string> shown;
    for (std::size_t i = 0; i < play.sent.size(); ++i) {
      const auto& one = play.sent[i];
      const auto seen = play.box.one(one.is.message).value();
      EXPECT_LE(one.carried, 1) << i << " went out twice";
      EXPECT_TRUE(shown.insert(seen.wamid).second);
      if (one.carried > 0) {
        ++accepted;
        EXPECT_EQ(seen.wamid, one.wamid) << i;
        EXPECT_TRUE(seen.status == MessageStatus::sent || seen.status == MessageStatus::delivered) << i;
      } else if (const auto left = play.box.waiting(one.is.message)) {
        ++waiting;
        EXPECT_EQ(seen.status, MessageStatus::pending) << i;
      } else {
        EXPECT_EQ(seen.status, MessageStatus::failed) << i;
        EXPECT_TRUE(one.failed || one.unknown) << i;
      }
    }
    const auto figures = play.box.sending();
    EXPECT_EQ(figures.waiting, waiting);
    EXPECT_EQ(figures.unknown, 0);
    EXPECT_EQ(figures.waiting + figures.accepted + figures.failed, std::ssize(play.sent))
        << "each ended once";
    EXPECT_LE(figures.accepted, accepted);
    EXPECT_GE(figures.accepted + figures.failed, accepted);
    std::int64_t total = 0;
    for (const auto& thread : play.box.on.all()) total += thread.total;
    EXPECT_EQ(total, std::ssize(play.sent));
    for (const auto& thread : play.box.on.all())
      EXPECT_EQ(std::ssize(play.box.messages(thread.number)), thread.total);
    if (testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace parley::conformance
