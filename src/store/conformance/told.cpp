// By what people are known, what was told of messages, and calls.

#include "store/told.h"

#include "store/calls.h"
#include "store/conformance/outbox.h"
#include "store/names.h"

#include <set>

namespace parley::conformance {
namespace {

template <class Work>
void look(Bench& bench, Work work) {
  const auto read = [&](const Reader& from) { work(from); };
  bench.wait(bench.store().read(Weight::light, read));
}

MessageFact with_user_id(MessageFact fact, std::string bsuid) {
  fact.peer.bsuid = std::move(bsuid);
  return fact;
}

CallFact call(const std::string& id, const std::string& event, int seconds) {
  CallFact fact{.id = id, .event = event};
  fact.at = second_of(seconds);
  fact.peer = {.phone = "919000000001"};
  return fact;
}

// The calls of a page, by the last symbol of their ids, and the place behind it.
struct Calls {
  std::string seen;
  std::optional<std::pair<Timestamp, std::int64_t>> last;
};
Calls page_of(Bench& bench, CallQuery query) {
  Calls page;
  query.organization = bench.organization;
  query.sender = bench.ours.id;
  look(bench, [&](const Reader& from) {
    calls(from, query, [&](const CallRow& row) {
      page.seen += row.call_id.back();
      page.last = {row.at, row.number};
    });
  });
  return page;
}

}  // namespace

TEST_P(StoreConformance, APersonIsKnownByAllTheirNames) {
  auto fact = with_user_id(text_from("5511988887777", "wamid.1", 1), "BR.1");
  fact.profile = {.name = "Ann", .username = "ann"};
  bench.record({fact, text_from("919000000002", "wamid.2", 2)});
  look(bench, [&](const Reader& from) {
    const auto contact = contact_known_as(from, bench.organization, "5511988887777");
    ASSERT_TRUE(contact);
    for (const auto* name : {"551188887777", "BR.1"})
      EXPECT_EQ(contact_known_as(from, bench.organization, name), contact) << name;
    for (const auto* nobody : {"5511988887778", "BR.2", "", "nonsense"})
      EXPECT_FALSE(contact_known_as(from, bench.organization, nobody)) << nobody;
    EXPECT_FALSE(contact_known_as(from, OrganizationId{99}, "BR.1"));
    const ContactNumber asked[] = {{*contact}, {12345}};
    const auto known = known_as(from, bench.organization, asked);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].contact.value, *contact);
    EXPECT_EQ(known[0].identity.phone, "5511988887777");
    EXPECT_EQ(known[0].identity.bsuid, "BR.1");
    EXPECT_EQ(known[0].username, "ann");
    EXPECT_EQ(known[0].name(), "Ann");
    EXPECT_TRUE(known_as(from, OrganizationId{99}, asked).empty());
  });
}

TEST_P(StoreConformance, WhatWasToldOfAMessageStandsInTheOrderOfTimes) {
  auto ours = text_from("919000000001", "wamid.1", 1);
  ours.direction = Direction::outbound;
  ours.origin = Origin::echo;
  auto sent = status_of("wamid.1", MessageStatus::sent, 2);
  sent.details = R"({"pricing":{}})";
  bench.record(
      {ours, status_of("wamid.1", MessageStatus::failed, 4), sent, text_from("919000000001", "wamid.2", 9)});
  Outbox box{bench};
  const MessageKey keys[] = {*box.by_wamid("wamid.1"), *box.by_wamid("wamid.2"), {77}};
  std::string told, origins;
  look(bench, [&](const Reader& from) {
    each_told_status(from, bench.organization, keys, [&](const ToldStatus& status) {
      EXPECT_EQ(status.message.value, keys[0].value);
      told += std::string(status.word) + std::string(status.errors) + std::string(status.details) + ' ';
    });
    each_origin(from, bench.organization, keys, [&](MessageKey key, Origin origin, bool sent_here) {
      EXPECT_FALSE(sent_here);
      EXPECT_EQ(origin, key == keys[0] ? Origin::echo : Origin::live);
      origins += '.';
    });
    each_origin(from, OrganizationId{99}, keys, [&](MessageKey, Origin, bool) { origins += "theirs"; });
  });
  EXPECT_EQ(told, R"(sent{"pricing":{}} failed[{"code":131026}] )");
  EXPECT_EQ(origins, "..");
}

TEST_P(StoreConformance, WhatBecameOfAReactionIsKept) {
  Outbox box{bench};
  bench.record({text_from("919000000001", "wamid.theirs", 1)});
  const auto react = [&](const std::string& emoji) {
    auto draft = text_draft("919000000001", "");
    draft.type = "reaction";
    draft.reaction = Draft::Reaction{.target = "wamid.theirs", .emoji = emoji};
    return box.make([&](Transaction& in) { return parley::enqueue(in, bench.ours, draft); }).message;
  };
  const auto fate = [&](MessageKey message) {
    std::optional<ReactionFate> found;
    look(bench,
         [&](const Reader& from) { found = reaction_fate(from, bench.organization, message, bench.now()); });
    return found;
  };
  const auto taken = react("+");
  EXPECT_FALSE(fate(taken));
  box.accepted(box.lease().at(0), "wamid.reaction");
  EXPECT_EQ(fate(taken)->wamid, "wamid.reaction");
  const auto refused = react("-");
  box.failed(box.lease().at(0));
  EXPECT_EQ(fate(refused)->errors, R"([{"code":131026}])");
  EXPECT_EQ(fate(refused)->wamid, "");
  const auto lost = react("*");
  box.unknown(box.lease().at(0));
  EXPECT_FALSE(fate(lost));
  bench.pass(std::chrono::hours{25});
  box.expire();
  EXPECT_EQ(fate(lost)->errors, R"([{"code":-1}])");
}

TEST_P(StoreConformance, WhoItWentToIsKeptWhereMetaSaysSo) {
  Outbox box{bench};
  const auto sent = box.enqueue("5511988887777", "hello");
  auto attempt = acceptance("wamid.A");
  attempt.recipient.phone = "551188887777";
  attempt.message_status = "held_for_quality_assessment";
  const auto lease = box.lease().at(0);
  box.act([&](Transaction& in) { parley::accepted(in, bench.ours, lease, attempt); });
  look(bench, [&](const Reader& from) {
    message(from, bench.organization, sent.message, [](const MessageRow& row, const FoundMessage&) {
      EXPECT_EQ(row.sent_to, "551188887777");
      EXPECT_EQ(row.message_status, "held_for_quality_assessment");
    });
  });
}

TEST_P(StoreConformance, CallsAreWalkedByWhatWasToldOfThemFirst) {
  std::vector<What> facts;
  for (int i = 0; i < 6; ++i) {
    facts.emplace_back(call("wacid." + std::to_string(i), "terminate", 60 - i));
    facts.emplace_back(call("wacid." + std::to_string(i), "connect", i / 2));
  }
  bench.record(facts);
  bench.record({call("wacid.x", "connect", 1)}, "1002");
  EXPECT_EQ(page_of(bench, {.call_id = ""}).seen, "543210");
  EXPECT_EQ(page_of(bench, {.call_id = "", .descending = false}).seen, "012345");
  EXPECT_EQ(page_of(bench, {.call_id = "wacid.3"}).seen, "3");
  EXPECT_EQ(page_of(bench, {.call_id = "wacid.9"}).seen, "");
  for (const bool descending : {true, false}) {
    std::string walked;
    CallQuery query{.call_id = "", .descending = descending, .limit = 1};
    for (auto page = page_of(bench, query); page.last; page = page_of(bench, query)) {
      walked += page.seen;
      query.after = page.last;
    }
    EXPECT_EQ(walked, descending ? "543210" : "012345");
  }
  look(bench, [&](const Reader& from) {
    const CallQuery one{.organization = bench.organization, .sender = bench.ours.id, .call_id = "wacid.4"};
    calls(from, one, [&](const CallRow& row) {
      ASSERT_EQ(row.events.size(), 2U);
      EXPECT_EQ(row.events[0].event, "connect");
      EXPECT_EQ(row.events[1].event, "terminate");
      EXPECT_EQ(row.peer, "919000000001");
      EXPECT_NE(row.conversation, 0);
    });
  });
}

}  // namespace parley::conformance
