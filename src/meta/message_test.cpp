#include "base/names.h"
#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

constexpr const char* mark = "\xEF\xBF\xBD";  // U+FFFD

TEST(Message, IsReadWhole) {
  const std::string message =
      R"({"from":"16505551234","id":"wamid.a+/=","timestamp":"1739321024","type":"text","text":{"body":"hi"},)"
      R"("context":{"from":"16315558151","id":"wamid.q"},"referral":{"source_id": "1"}})";
  const auto body = body_of("messages", value_of(R"("messages":[ )" + message + " ]"));
  const auto facts = facts_in(body);
  const auto fact = only<MessageFact>(facts);

  EXPECT_EQ(facts.scopes, (std::vector<Scope>{{"77", "10", "16315558151"}}));
  EXPECT_EQ(bytes_of(body, facts.facts[0].raw), message);
  EXPECT_EQ(fact.wamid, "wamid.a+/=");
  EXPECT_EQ(fact.direction, Direction::inbound);
  EXPECT_EQ(fact.origin, Origin::live);
  EXPECT_EQ(iso8601(fact.at), "2025-02-12T00:43:44.000Z");
  EXPECT_FALSE(fact.at_is_guess);
  EXPECT_EQ(spelt(fact.peer), "16505551234|||");
  EXPECT_TRUE(fact.author.empty());
  EXPECT_EQ(fact.quoted_wamid, "wamid.q");
  EXPECT_EQ(fact.context, "");
  EXPECT_EQ(fact.referral, R"({"source_id":"1"})");
  EXPECT_FALSE(fact.status);
  EXPECT_TRUE(fact.from_user);
}

TEST(Message, TakesTimesAndIdsAsTextOrNumber) {
  const struct {
    std::string timestamp;
    Timestamp at;
    bool is_guess;
  } cases[] = {
      {R"("1739321024")", from_millis(1'739'321'024'000), false},
      {R"(1739321024)", from_millis(1'739'321'024'000), false},
      {R"("1739321024567")", from_millis(1'739'321'024'567), false},
      {R"("")", received, true},
      {R"("asdf")", received, true},
      {R"(-1)", received, true},
      {R"(1e99)", received, true},
      {R"(null)", received, true},
      {R"({})", received, true},
  };
  for (const auto& [timestamp, at, is_guess] : cases) {
    const auto fact = only<MessageFact>(
        facts_of("messages", R"("messages":[{"from":16505551234,"id":7,"timestamp":)" + timestamp + "}]"));
    EXPECT_EQ(fact.at, at) << timestamp;
    EXPECT_EQ(fact.at_is_guess, is_guess) << timestamp;
    EXPECT_EQ(fact.wamid, "7");
    EXPECT_EQ(fact.peer.phone, "16505551234");
  }
}

TEST(Message, TellsWhatItsContextHolds) {
  const struct {
    std::string context, quoted, rest;
    bool forwarded, frequently;
  } cases[] = {
      {R"({"forwarded":true})", "", "", true, false},
      {R"({"frequently_forwarded":true})", "", "", false, true},
      {R"({"id":"q"})", "q", "", false, false},
      {R"({"id":"q","forwarded":false,"frequently_forwarded":false,"referred_product":{}})", "q", "", false,
       false},
      {R"({"id":"q","referred_product":{"catalog_id":"1"}})", "q",
       R"({"id":"q","referred_product":{"catalog_id":"1"}})", false, false},
      {R"(null)", "", "", false, false},
      {R"("q")", "", "", false, false},
  };
  for (const auto& [context, quoted, rest, forwarded, frequently] : cases) {
    const auto fact = only<MessageFact>(facts_of_message(R"("type":"text","context":)" + context));
    EXPECT_EQ(fact.quoted_wamid, quoted) << context;
    EXPECT_EQ(fact.context, rest) << context;
    EXPECT_EQ(fact.forwarded, forwarded) << context;
    EXPECT_EQ(fact.frequently_forwarded, frequently) << context;
  }
}

TEST(Message, OfAGroupNamesTheGroupAndItsAuthor) {
  const auto fact = only<MessageFact>(facts_of(
      "messages",
      R"("contacts":[{"profile":{"name":"Tiago"},"wa_id":"1650"}],)"
      R"("messages":[{"from":"1650","group_id":"G","id":"w","type":"text","text":{"body":"all?"}}])"));
  EXPECT_EQ(spelt(fact.peer), "|||G");
  EXPECT_EQ(spelt(fact.author), "1650|||");
  EXPECT_EQ(fact.profile.name, "Tiago");
}

TEST(Reaction, SetsOrTakesBackAnEmoji) {
  const struct {
    std::string reaction, emoji;
  } cases[] = {
      {R"({"message_id":"t","emoji":"\ud83d\udc4d"})", "👍"},
      {R"({"message_id":"t","emoji":""})", ""},
      {R"({"message_id":"t"})", ""},
      {R"({"message_id":"t","emoji":null})", ""},
      {R"({"message_id":"t","emoji":"\ud83d"})", mark},
  };
  for (const auto& [reaction, emoji] : cases) {
    const auto fact = only<ReactionFact>(facts_of_message(R"("type":"reaction","reaction":)" + reaction));
    EXPECT_EQ(fact.wamid + ' ' + fact.target, "w t");
    EXPECT_EQ(fact.emoji, emoji) << reaction;
    EXPECT_EQ(fact.direction, Direction::inbound);
    EXPECT_EQ(spelt(fact.peer), "16505551234|||");
  }
}

TEST(Edit, PutsNewContentInPlaceOfTheOld) {
  const auto fact = only<EditFact>(facts_of_message(
      R"("type":"edit","edit":{"original_message_id":"t","message":{"context":{"id":"M0"},"type":"image",)"
      R"("image":{"id":"5","caption":"new"}}})"));
  EXPECT_EQ(fact.wamid + ' ' + fact.target, "w t");
  EXPECT_EQ(fact.content.type, "image");
  EXPECT_EQ(fact.content.caption, "new");
  EXPECT_EQ(fact.content.media->id, "5");
  EXPECT_EQ(fact.direction, Direction::inbound);
}

TEST(Revocation, NamesWhatIsTakenBack) {
  const auto fact =
      only<RevokeFact>(facts_of_message(R"("type":"revoke","revoke":{"original_message_id":"t"})"));
  EXPECT_EQ(fact.wamid + ' ' + fact.target, "w t");
  EXPECT_EQ(spelt(fact.peer), "16505551234|||");
}

TEST(Revocation, NeedsNobodyButItsTarget) {
  const auto facts = facts_in(
      body_of("messages",
              value_of(R"("messages":[{"id":"w","type":"revoke","revoke":{"original_message_id":"t"}}])")));
  EXPECT_EQ(all<RevokeFact>(facts).size(), 1U);
  EXPECT_TRUE(facts.parked.empty());
}

TEST(Message, ThatCannotBeReadIsParkedWithItsReason) {
  const struct {
    std::string message, reason;
  } cases[] = {
      {R"({"from":"1","type":"text"})", "no id"},
      {R"({"from":"1","id":"","type":"text"})", "no id"},
      {R"({"from":"1","id":{},"type":"text"})", "no id"},
      {R"({"id":"w","type":"text","text":{"body":"b"}})", "names nobody"},
      {R"({"id":"w"})", "names nobody"},
      {R"({})", "no id"},
      {R"(7)", "not an object"},
      {R"(null)", "not an object"},
      {R"([])", "not an object"},
      {R"({"from":"1","id":"w","type":"reaction"})", "a reaction to no message"},
      {R"({"from":"1","id":"w","type":"edit","edit":{}})", "an edit of no message"},
      {R"({"from":"1","id":"w","type":"edit","edit":{"original_message_id":"t"}})",
       "an edit without content"},
      {R"({"from":"1","id":"w","type":"revoke"})", "a revocation of no message"},
  };
  for (const auto& [message, reason] : cases) {
    const auto body = body_of("messages", value_of(R"("messages":[{"from":"1","id":"a"}, )" + message +
                                                   R"( ,{"from":"1","id":"b"}])"));
    const auto facts = facts_in(body);
    EXPECT_EQ(all<MessageFact>(facts).size(), 2U) << "its neighbours stay: " << message;
    ASSERT_EQ(facts.parked.size(), 1U) << message;
    EXPECT_EQ(facts.parked[0].path, "entry[0].changes[0].value.messages[1]");
    EXPECT_EQ(facts.parked[0].reason, reason);
    EXPECT_EQ(bytes_of(body, facts.parked[0].raw), message);
  }
}

TEST(Direction, IsThatOfTheListUnlessTheNumberIsOurs) {
  const struct {
    std::string field, list, message, direction, peer;
    Origin origin;
  } cases[] = {
      {"messages", "messages", R"("from":"1650","to":"16315558151")", "inbound", "1650|||", Origin::live},
      {"messages", "messages", R"("from":"+1 (631) 555-8151","to":"1650")", "outbound", "1650|||",
       Origin::echo},
      {"messages", "messages", R"("from":"10","to":"1650")", "outbound", "1650|||", Origin::echo},
      {"messages", "message_echoes", R"("from":"16315558151","to":"1650")", "outbound", "1650|||",
       Origin::echo},
      {"smb_message_echoes", "messages", R"("from":"16315558151","to":"1650")", "outbound", "1650|||",
       Origin::echo},
      {"smb_message_echoes", "message_echoes", R"("from":"1650","to":"16315558151")", "outbound", "1650|||",
       Origin::echo},
      {"smb_message_echoes", "message_echoes",
       R"("from":"16315558151","to_user_id":"US.1","to_parent_user_id":"US.ENT.1")", "outbound",
       "|US.1|US.ENT.1|", Origin::echo},
      {"message_echoes", "message_echoes", R"("from":"BUSINESS","to":"US.1")", "outbound", "|US.1||",
       Origin::echo},
      {"message_echoes", "messages", R"("from":"BUSINESS","to":"1650")", "outbound", "1650|||", Origin::echo},
      {"smb_message_echoes", "message_echoes", R"("from":"16315558151","to":"G","recipient_type":"group")",
       "outbound", "|||G", Origin::echo},
      {"unheard_of", "messages", R"("from":"1650")", "inbound", "1650|||", Origin::live},
  };
  for (const auto& [field, list, message, direction, peer, origin] : cases) {
    const auto item = R"("id":"w","type":"text",)" + message;
    const auto fact = only<MessageFact>(facts_of(field, list_of(list, item)));
    EXPECT_EQ(name_of(fact.direction), direction) << field << message;
    EXPECT_EQ(spelt(fact.peer), peer) << field << message;
    EXPECT_EQ(fact.origin, origin) << field << message;
    EXPECT_EQ(fact.from_user, direction == "inbound");
    EXPECT_TRUE(fact.author.empty());
  }
}

TEST(Echo, OfEditsAndRevocationsIsOurs) {
  const auto facts = facts_of(
      "smb_message_echoes",
      R"("message_echoes":[{"from":"1","to":"2","id":"a","type":"revoke","revoke":{"original_message_id":"t"}},)"
      R"({"from":"1","to":"2","id":"b","type":"edit","edit":{"original_message_id":"t","message":{"type":"text"}}},)"
      R"({"from":"1","to":"2","id":"c","type":"reaction","reaction":{"message_id":"t"}}])");
  EXPECT_EQ(all<RevokeFact>(facts).at(0).direction, Direction::outbound);
  EXPECT_EQ(all<EditFact>(facts).at(0).direction, Direction::outbound);
  EXPECT_EQ(all<ReactionFact>(facts).at(0).direction, Direction::outbound);
  EXPECT_EQ(all<ReactionFact>(facts).at(0).origin, Origin::echo);
  EXPECT_EQ(spelt(all<RevokeFact>(facts).at(0).peer), "2|||");
}

}  // namespace
}  // namespace parley::meta
