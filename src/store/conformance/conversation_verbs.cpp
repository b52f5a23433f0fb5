// What is done to conversations, and what becomes of them.

#include "base/problem.h"
#include "store/conformance/conversations.h"

namespace parley::conformance {

TEST_P(StoreConformance, ClosedConversationsAreOpenedByWhatIsWrittenLaterOnly) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10)});
  const auto number = on.all().at(0).number;
  for (const auto closed : {ConversationStatus::resolved, ConversationStatus::deleted}) {
    const auto before = on.events();
    EXPECT_TRUE(on.status(number, closed));
    EXPECT_FALSE(on.status(number, closed));
    EXPECT_EQ(on.events(), before + 1);
    bench.record({text_from("918001", "wamid.late" + std::to_string(static_cast<int>(closed)), 11)});
    EXPECT_EQ(on.one(number).status, closed);
    auto ours = text_from("918001", "wamid.echo" + std::to_string(static_cast<int>(closed)), 200'000'000);
    ours.direction = Direction::outbound;
    ours.origin = Origin::echo;
    ours.from_user = false;
    bench.record({ours});
    EXPECT_EQ(on.one(number).status, closed);
    bench.record({text_from("918001", "wamid.new" + std::to_string(static_cast<int>(closed)), 100'000'000)});
    EXPECT_EQ(on.one(number).status, ConversationStatus::open);
  }
}

TEST_P(StoreConformance, DeletedConversationsAreHidden) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10), text_from("918002", "wamid.2", 11)});
  const auto gone = on.all().at(1).number;
  on.status(gone, ConversationStatus::deleted);
  EXPECT_EQ(on.list({}).second, 1);
  ConversationQuery query;
  query.filter = {.organization = bench.organization, .sender = bench.ours.id};
  EXPECT_EQ(numbers(bench, query).size(), 1u);
  EXPECT_FALSE(bench.wait(
      bench.store().conversation(bench.organization, bench.ours.id, gone, [](const ConversationRow&) {})));
  MessageQuery messages{.organization = bench.organization, .sender = bench.ours.id, .conversation = gone};
  EXPECT_FALSE(bench.wait(bench.store().messages(messages, [](const MessageRow&) {})));
}

TEST_P(StoreConformance, ConversationsAreReadUpToAMessage) {
  Conversations on{bench};
  std::vector<What> facts;
  facts.reserve(700);
  for (int i = 0; i < 700; ++i)
    facts.emplace_back(text_from("918001", "wamid." + std::to_string(1'000 + i), i / 2));
  bench.record(std::move(facts));
  const auto number = on.all().at(0).number;
  std::optional<MessageKey> middle;
  const auto read = [&](const Reader& from) { middle = message_of_wamid(from, bench.ours, "wamid.1350"); };
  bench.wait(bench.store().read(Weight::light, read));
  const auto up_to = [&](std::optional<MessageKey> key) {
    return on.make([&](Transaction& in) { return mark_read(in, bench.organization, number, key); });
  };
  EXPECT_TRUE(up_to(middle));
  EXPECT_EQ(on.one(number).unread, 700 - 351);
  EXPECT_FALSE(up_to(middle));
  EXPECT_TRUE(up_to({}));
  EXPECT_EQ(on.one(number).unread, 0);
  MessageQuery query{.organization = bench.organization, .sender = bench.ours.id, .conversation = number};
  query.status = {MessageStatus::read};
  EXPECT_EQ(bench.wait(bench.store().messages(query, [](const MessageRow&) {}))->total, 700);
  // The same webhook once more changes nothing of it.
  bench.record({text_from("918001", "wamid.1350", 175)});
  EXPECT_EQ(on.one(number).unread, 0);
}

TEST_P(StoreConformance, VerbsRefuseWhatIsNotThere) {
  Conversations on{bench};
  bench.record({text_from("918001", "wamid.1", 10)});
  const auto number = on.all().at(0).number;
  const auto before = on.events();
  const auto refused = [&](auto work) {
    try {
      on.make(work);
    } catch (const Problem& problem) {
      return problem.subject();
    }
    return std::string("nothing");
  };
  const auto organization = bench.organization;
  EXPECT_EQ(
      refused([&](Transaction& in) { return set_status(in, organization, 4711, ConversationStatus::open); }),
      "conversation");
  EXPECT_EQ(refused([&](Transaction& in) { return assign(in, organization, number, MemberId{4711}); }),
            "member");
  EXPECT_EQ(refused([&](Transaction& in) { return mark_read(in, organization, number, MessageKey{4711}); }),
            "message");
  EXPECT_EQ(refused([&](Transaction& in) { return set_archived(in, {99}, number, true); }), "conversation");
  EXPECT_EQ(on.events(), before);
  EXPECT_TRUE(on.make([&](Transaction& in) { return set_archived(in, organization, number, true); }));
  EXPECT_TRUE(on.one(number).archived);
}

}  // namespace parley::conformance
