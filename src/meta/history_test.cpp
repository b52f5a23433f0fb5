#include "base/names.h"
#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

Facts facts_of_thread(const std::string& thread) {
  return facts_of("history", R"("history":[{"threads":[{)" + thread + "}]}]");
}

MessageFact message_in(const std::string& thread, const std::string& message) {
  return only<MessageFact>(
      facts_of_thread(thread + R"("messages":[{"id":"w","timestamp":"1739230955",)" + message + "}]"));
}

TEST(History, TellsWhoWroteByOurNumber) {
  const struct {
    std::string thread, message, direction, peer;
  } cases[] = {
      {R"("id":"1650",)", R"("from":"16315558151","to":"1650")", "outbound", "1650|||"},
      {R"("id":"1650",)", R"("from":"16315558151")", "outbound", "1650|||"},
      {R"("id":"1650",)", R"("from":"1650","to":"16315558151")", "inbound", "1650|||"},
      {R"("id":"1650","context":{"user_id":"US.1","parent_user_id":"US.ENT.1"},)", R"("from":"1650")",
       "inbound", "1650|US.1|US.ENT.1|"},
      {R"("context":{"wa_id":"1650","user_id":"US.1"},)", R"("from":"16315558151")", "outbound",
       "1650|US.1||"},
      {R"("context":{"user_id":"US.1"},)", R"("from_user_id":"US.1")", "inbound", "|US.1||"},
      {R"("id":"1650",)", R"("type":"text")", "inbound", "1650|||"},
      {R"("id":"1650",)", R"("to":"1650")", "outbound", "1650|||"},
      {R"("id":"1650",)", R"("from":"ours","to":"1650")", "outbound", "1650|||"},
      {"", R"("from":"1650")", "inbound", "1650|||"},
      {"", R"("from":"16315558151","to":"1650")", "outbound", "1650|||"},
  };
  for (const auto& [thread, message, direction, peer] : cases) {
    const auto fact = message_in(thread, message);
    EXPECT_EQ(name_of(fact.direction), direction) << thread << message;
    EXPECT_EQ(spelt(fact.peer), peer) << thread << message;
    EXPECT_EQ(fact.origin, Origin::history);
  }
}

TEST(History, WithoutOurNumberTellsWhoWroteByTheThread) {
  const auto facts = facts_in(body_of(
      "history",
      R"({"history":[{"threads":[{"id":"1650","messages":[{"from":"1631","id":"a"},{"from":"1650","id":"b"}]}]}]})"));
  const auto messages = all<MessageFact>(facts);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].direction, Direction::outbound);
  EXPECT_EQ(messages[1].direction, Direction::inbound);
}

TEST(History, KnowsWhatBecameOfEachMessage) {
  const struct {
    std::string word, status;
  } cases[] = {
      {R"("DELIVERED")", "delivered"},
      {R"("ERROR")", "failed"},
      {R"("PENDING")", "pending"},
      {R"("PLAYED")", "played"},
      {R"("READ")", "read"},
      {R"("SENT")", "sent"},
      {R"("LOST")", "-"},
      {R"(null)", "-"},
  };
  for (const auto& [word, status] : cases) {
    const auto fact =
        message_in(R"("id":"1650",)", R"("from":"1650","history_context":{"status":)" + word + "}");
    EXPECT_EQ(fact.status ? name_of(*fact.status) : "-", status) << word;
  }
}

TEST(History, HoldsPlacesForMediaThatComesLater) {
  const struct {
    std::string message;
    Origin origin;
  } cases[] = {
      {R"("type":"media_placeholder")", Origin::placeholder},
      {R"("type":"image","image":{"mime_type":"image/jpeg"})", Origin::placeholder},
      {R"("type":"image")", Origin::placeholder},
      {R"("type":"image","image":{"id":"5"})", Origin::history},
      {R"("type":"text","text":{"body":"b"})", Origin::history},
  };
  for (const auto& [message, origin] : cases) {
    EXPECT_EQ(message_in(R"("id":"1650",)", message).origin, origin) << message;
  }
}

TEST(History, BringsMediaInASecondDelivery) {
  const auto theirs = only<MessageFact>(
      facts_of("history", R"("messages":[{"from":"1650","id":"w","type":"image","image":{"id":"5"}}])"));
  EXPECT_EQ(theirs.origin, Origin::history);
  EXPECT_EQ(theirs.direction, Direction::inbound);
  const auto ours = only<MessageFact>(facts_of(
      "history",
      R"("message_echoes":[{"from":"16315558151","to":"1650","id":"w","type":"image","image":{"id":"5"}}])"));
  EXPECT_EQ(ours.origin, Origin::history);
  EXPECT_EQ(ours.direction, Direction::outbound);
  EXPECT_EQ(spelt(ours.peer), "1650|||");
}

TEST(History, ImportsReactionsAsSuch) {
  const auto fact = only<ReactionFact>(facts_of_thread(
      R"("id":"1650","messages":[{"from":"1650","id":"w","type":"reaction","reaction":{"message_id":"t"}}])"));
  EXPECT_EQ(fact.origin, Origin::history);
}

TEST(History, TakesMessagesWithoutThreads) {
  const auto fact = only<MessageFact>(
      facts_of("history", R"("history":[{"messages":[{"from":"16315558151","to":"1650","id":"w"}]}])"));
  EXPECT_EQ(fact.direction, Direction::outbound);
  EXPECT_EQ(spelt(fact.peer), "1650|||");
}

TEST(History, GivesNoticeOfProgressAndRefusals) {
  const struct {
    std::string members, raw;
  } cases[] = {
      {R"("history":[{"metadata":{"phase":0,"progress":55},"threads":[]}])", R"({"phase":0,"progress":55})"},
      {R"("history":[{"errors":[{"code":2593109}]}])", R"([{"code":2593109}])"},
  };
  for (const auto& [members, raw] : cases) {
    const auto body = body_of("history", value_of(members));
    const auto facts = facts_in(body);
    EXPECT_EQ(only<NoticeFact>(facts).field, "history");
    EXPECT_EQ(bytes_of(body, facts.facts[0].raw), raw);
  }
  EXPECT_EQ(only<NoticeFact>(facts_of("history", R"("error_code":2593109)")).field, "history");
}

TEST(History, ParksWhatItCannotRead) {
  const struct {
    std::string members, path, reason;
  } cases[] = {
      {R"("history":"none")", ".history", "not an array"},
      {R"("history":["none"])", ".history[0]", "not an object"},
      {R"("history":[{"threads":{}}])", ".history[0].threads", "not an array"},
      {R"("history":[{"threads":[1]}])", ".history[0].threads[0]", "not an object"},
      {R"("history":[{},{"threads":[{},{"id":"1","messages":[{}]}]}])", ".history[1].threads[1].messages[0]",
       "no id"},
      {R"("history":[{"messages":[{"id":"w"}]}])", ".history[0].messages[0]", "names nobody"},
  };
  for (const auto& [members, path, reason] : cases) {
    const auto facts = facts_of("history", members);
    EXPECT_TRUE(facts.facts.empty()) << members;
    ASSERT_EQ(facts.parked.size(), 1U) << members;
    EXPECT_EQ(facts.parked[0].path, "entry[0].changes[0].value" + path);
    EXPECT_EQ(facts.parked[0].reason, reason);
  }
}

}  // namespace
}  // namespace parley::meta
