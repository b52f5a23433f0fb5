#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

std::string spelt(const RenameFact& rename) {
  return meta::spelt(rename.before) + " -> " + meta::spelt(rename.after);
}

TEST(SystemMessage, TellsOfANewNumberOrId) {
  const struct {
    const char* what;
    std::string message, rename, peer;
  } cases[] = {
      {"number", R"("from":"1650","system":{"type":"user_changed_number","wa_id":"1219","body":"b"})",
       "1650||| -> 1219|||", "1650|||"},
      {"number, older", R"("from":"1650","system":{"type":"user_changed_number","new_wa_id":"1219"})",
       "1650||| -> 1219|||", "1650|||"},
      {"number, oldest", R"("from":"1650","system":{"new_wa_id":"1219","body":"b"})", "1650||| -> 1219|||",
       "1650|||"},
      {"number, without sender",
       R"("system":{"type":"user_changed_number","wa_id":"1219","customer":"1650"})", "1650||| -> 1219|||",
       "1650|||"},
      {"number and id",
       R"("from":"1650","from_user_id":"US.1","system":{"type":"user_changed_number","wa_id":"1219",)"
       R"("user_id":"US.2","parent_user_id":"US.ENT.2"})",
       "1650|US.1|| -> 1219|US.2|US.ENT.2|", "1650|US.1||"},
      {"id in the sentence only",
       R"("system":{"type":"user_changed_user_id","user_id":"US.2",)"
       R"("body":"User Ana changed from US.1 to US.2."})",
       "|US.1|| -> |US.2||", "|US.1||"},
      {"both ids in the sentence only",
       R"("system":{"type":"user_changed_user_id","body":"User A. B. changed from US.1 to US.2"})",
       "|US.1|| -> |US.2||", "|US.1||"},
      {"id in a member",
       R"("from_user_id":"US.9","system":{"type":"user_changed_user_id","user_id":"US.2",)"
       R"("previous_user_id":"US.1","body":"from US.8 to US.2"})",
       "|US.1|| -> |US.2||", "|US.9||"},
      {"id of the sender",
       R"("from_user_id":"US.1","system":{"type":"user_changed_user_id","user_id":"US.2",)"
       R"("body":"from US.8 to US.2"})",
       "|US.1|| -> |US.2||", "|US.1||"},
      {"sender told by the new id",
       R"("from_user_id":"US.2","system":{"type":"user_changed_user_id",)"
       R"("user_id":"US.2","body":"from US.1 to US.2"})",
       "|US.1|| -> |US.2||", "|US.2||"},
      {"only the number is known of before",
       R"("from":"1650","system":{"type":"user_changed_user_id",)"
       R"("user_id":"US.2","body":"b"})",
       "1650||| -> |US.2||", "1650|||"},
      {"parent",
       R"("from_user_id":"US.1","from_parent_user_id":"US.ENT.1","system":{"type":"user_changed_user_id",)"
       R"("user_id":"US.2","parent_user_id":"US.ENT.2"})",
       "|US.1|US.ENT.1| -> |US.2|US.ENT.2|", "|US.1|US.ENT.1|"},
  };
  for (const auto& [what, message, rename, peer] : cases) {
    const auto facts = facts_of(
        "messages", R"("messages":[{"id":"w","timestamp":"1739321024","type":"system",)" + message + "}]");
    const auto renames = all<RenameFact>(facts);
    const auto messages = all<MessageFact>(facts);
    ASSERT_TRUE(renames.size() == 1 && messages.size() == 1) << what;
    EXPECT_EQ(spelt(renames[0]), rename) << what;
    EXPECT_EQ(renames[0].at, from_millis(1'739'321'024'000));
    EXPECT_EQ(meta::spelt(messages[0].peer), peer) << what;
    EXPECT_FALSE(messages[0].from_user);
  }
}

TEST(SystemMessage, IsKeptWithItsSentence) {
  const auto fact = only<MessageFact>(facts_of_message(
      R"("type":"system","system":{"type":"customer_identity_changed","body":"b","wa_id":"2"})"));
  EXPECT_EQ(fact.content.text, "b");
  EXPECT_EQ(fact.content.object, R"({"type":"customer_identity_changed","body":"b","wa_id":"2"})");
  EXPECT_FALSE(fact.from_user);
}

TEST(SystemMessage, WithoutASenderIsNotTheLoneContacts) {
  const auto facts =
      facts_of("messages", R"("contacts":[{"wa_id":"1650"}],"messages":[{"id":"w","type":"system",)"
                           R"("system":{"type":"user_changed_user_id","body":"b"}}])");
  EXPECT_TRUE(facts.facts.empty());
  ASSERT_EQ(facts.parked.size(), 1U);
  EXPECT_EQ(facts.parked[0].reason, "names nobody");
}

TEST(UserIdUpdate, TellsOfNewIds) {
  const auto fact = only<RenameFact>(facts_of(
      "user_id_update",
      R"("user_id_update":[{"wa_id":"1650","detail":"d","user_id":{"previous":"US.1","current":"US.2"},)"
      R"("parent_user_id":{"previous":"US.ENT.1","current":"US.ENT.2"},"timestamp":1739321024}])"));
  EXPECT_EQ(spelt(fact), "1650|US.1|US.ENT.1| -> |US.2|US.ENT.2|");
  EXPECT_EQ(fact.at, from_millis(1'739'321'024'000));
}

TEST(UserIdUpdate, ThatChangesNothingIsParked) {
  const auto facts = facts_of("user_id_update", R"("user_id_update":[{"wa_id":"1650"},{"user_id":"US.1"}])");
  EXPECT_TRUE(facts.facts.empty());
  EXPECT_EQ(facts.parked.size(), 2U);
}

}  // namespace
}  // namespace parley::meta
