#include "base/names.h"
#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

StatusFact status(const std::string& members) {
  return only<StatusFact>(
      facts_of("messages", R"("statuses":[{"id":"w","timestamp":"1739321024",)" + members + "}]"));
}

TEST(Status, KnowsMetasWordsAndKeepsTheOthers) {
  const struct {
    std::string members, word, status;
  } cases[] = {
      {R"("status":"sent")", "sent", "sent"},
      {R"("status":"delivered")", "delivered", "delivered"},
      {R"("status":"read")", "read", "read"},
      {R"("status":"played")", "played", "played"},
      {R"("status":"failed")", "failed", "failed"},
      {R"("status":"read","type":"message")", "read", "read"},
      {R"("status":"deleted")", "deleted", "-"},
      {R"("status":"warning")", "warning", "-"},
      {R"("status":"pending")", "pending", "-"},
      {R"("status":"teleported")", "teleported", "-"},
      {R"("status":"failed","type":"payment")", "payment:failed", "-"},
      {R"("status":"captured","type":"payment")", "payment:captured", "-"},
  };
  for (const auto& [members, word, known] : cases) {
    const auto fact = status(members);
    EXPECT_EQ(fact.word, word);
    EXPECT_EQ(fact.status ? name_of(*fact.status) : "-", known) << members;
    EXPECT_EQ(fact.at, from_millis(1'739'321'024'000));
  }
}

TEST(Status, IsReadWhole) {
  const auto fact = status(
      R"("status":"failed","recipient_id":"1650","biz_opaque_callback_data":"ours","errors":[ {"code":131049} ],)"
      R"("conversation":{"id":"c", "expiration_timestamp":1},"pricing":{"billable":true},"other":{"a":1})");
  EXPECT_EQ(fact.wamid, "w");
  EXPECT_EQ(spelt(fact.recipient), "1650|||");
  EXPECT_EQ(fact.callback_data, "ours");
  EXPECT_EQ(fact.errors, R"([{"code":131049}])");
  EXPECT_EQ(fact.details,
            R"({"conversation":{"id":"c","expiration_timestamp":1},"pricing":{"billable":true}})");
  EXPECT_EQ(status(R"("status":"sent","conversation":{},"errors":[])").details, "");
  const auto paid = status(R"("status":"sent","type":"payment","payment":{"amount":{"value":2.50}})");
  EXPECT_EQ(paid.details, R"({"payment":{"amount":{"value":2.50}}})");
}

TEST(Status, NamesItsRecipientInAnyOfMetasSpellings) {
  const struct {
    std::string members, recipient, participant;
  } cases[] = {
      {R"("recipient_id":"1650","recipient_user_id":"US.1","recipient_parent_user_id":"US.ENT.1")",
       "1650|US.1|US.ENT.1|", ""},
      {R"("recipient_user_id":"US.1","parent_recipient_user_id":"US.ENT.1")", "|US.1|US.ENT.1|", ""},
      {R"("recipient_user_id":"US.1","parent_user_id":"US.ENT.1")", "|US.1|US.ENT.1|", ""},
      {R"("recipient_id":"US.1")", "|US.1||", ""},
      {R"("status":"read")", "|||", ""},
      {R"("recipient_type":"group","recipient_id":"G","recipient_participant_id":"1650")", "|||G", "1650"},
      {R"("recipient_type":"group","recipient_id":"G","participant_recipient_id":"+1 650")", "|||G", "1650"},
      {R"("recipient_type":"group","recipient_id":"G","recipient_participant_user_id":"US.1")", "|||G",
       "US.1"},
      {R"("recipient_type":"group","recipient_id":"G","recipient_participant_parent_user_id":"US.ENT.1")",
       "|||G", "US.ENT.1"},
      {R"("recipient_type":"group","recipient_id":"G")", "|||G", ""},
  };
  for (const auto& [members, recipient, participant] : cases) {
    const auto fact = status(R"("status":"read",)" + members);
    EXPECT_EQ(spelt(fact.recipient), recipient) << members;
    EXPECT_EQ(fact.participant, participant) << members;
  }
}

TEST(Status, IsCompletedFromItsContact) {
  const std::string contacts =
      R"("contacts":[{"profile":{"username":"@ana"},"wa_id":"1650","user_id":"US.1"}],)";
  for (const auto* recipient :
       {R"("recipient_id":"1650")", R"("recipient_user_id":"US.1")", R"("status":"read")"}) {
    const auto fact = only<StatusFact>(
        facts_of("messages", contacts + R"("statuses":[{"id":"w","status":"read",)" + recipient + "}]"));
    EXPECT_EQ(spelt(fact.recipient), "1650|US.1||") << recipient;
    EXPECT_EQ(fact.profile.username, "ana") << recipient;
  }
}

TEST(Status, BesideMessagesIsNotTheirSenders) {
  const auto facts =
      facts_of("messages", R"("contacts":[{"wa_id":"1650"}],"messages":[{"from":"1650","id":"m"}],)"
                           R"("statuses":[{"id":"w","status":"read"}])");
  EXPECT_EQ(spelt(all<StatusFact>(facts).at(0).recipient), "|||");
}

TEST(Status, WithoutAnIdOrAWordIsParked) {
  const auto facts =
      facts_of("messages", R"("statuses":[{"status":"read"},{"id":"w"},"read",{"id":"w","status":"read"}])");
  EXPECT_EQ(all<StatusFact>(facts).size(), 1U);
  ASSERT_EQ(facts.parked.size(), 3U);
  EXPECT_EQ(facts.parked[0].reason, "no id");
  EXPECT_EQ(facts.parked[1].reason, "no status");
  EXPECT_EQ(facts.parked[2].path, "entry[0].changes[0].value.statuses[2]");
}

TEST(Call, IsToldByEventsAndStatuses) {
  const struct {
    std::string members, event, direction, peer;
  } cases[] = {
      {R"("calls":[{"id":"c","from":"1650","to":"16315558151","event":"connect","direction":"USER_INITIATED"}])",
       "connect", "inbound", "1650|||"},
      {R"("calls":[{"id":"c","from":"16315558151","to":"1650","event":"terminate","direction":"BUSINESS_INITIATED"}])",
       "terminate", "outbound", "1650|||"},
      {R"("calls":[{"id":"c","from":"1650","event":"connect"}])", "connect", "inbound", "1650|||"},
      {R"("calls":[{"id":"c","from":"16315558151","to":"1650","event":"connect"}])", "connect", "outbound",
       "1650|||"},
      {R"("calls":[{"id":"c","from":"16315558151","to":"1650","event":"terminate","direction":"USER_INITIATED"}])",
       "terminate", "inbound", "1650|||"},
      {R"("calls":[{"id":"c","from_user_id":"US.1","event":"connect","direction":"USER_INITIATED"}])",
       "connect", "inbound", "|US.1||"},
      {R"("calls":[{"wacid":"c","event":"CALL_STATUS","status":"RINGING","to":"1650"}])", "RINGING",
       "outbound", "1650|||"},
      {R"("statuses":[{"id":"c","type":"call","status":"ACCEPTED","recipient_id":"1650"}])", "ACCEPTED",
       "outbound", "1650|||"},
      {R"("statuses":[{"id":"c","status":"REJECTED","recipient_user_id":"US.1"}])", "REJECTED", "outbound",
       "|US.1||"},
  };
  for (const auto& [members, event, direction, peer] : cases) {
    const auto fact = only<CallFact>(facts_of("calls", members));
    EXPECT_EQ(fact.id, "c");
    EXPECT_EQ(fact.event, event) << members;
    EXPECT_EQ(name_of(fact.direction), direction) << members;
    EXPECT_EQ(spelt(fact.peer), peer) << members;
  }
}

TEST(Call, OutsideItsFieldIsKnownByItsKindOrId) {
  for (const auto* call :
       {R"("id":"c","type":"call","status":"RINGING")", R"("id":"wacid.c","status":"RINGING")"}) {
    const auto status = call + std::string(R"(,"recipient_id":"1650")");
    const auto fact = only<CallFact>(facts_of("messages", list_of("statuses", status)));
    EXPECT_EQ(fact.event, "RINGING");
    EXPECT_TRUE(fact.at_is_guess);
  }
}

TEST(Call, OfNobodyKnownIsANotice) {
  for (const auto* members : {R"("calls":[{"wacid":"c","event":"CALL_STATUS","status":"RINGING"}])",
                              R"("statuses":[{"id":"c","status":"RINGING"}])"}) {
    EXPECT_EQ(only<NoticeFact>(facts_of("calls", members)).field, "calls");
  }
}

}  // namespace
}  // namespace parley::meta
