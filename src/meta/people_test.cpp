#include "meta/people.h"

#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

TEST(People, AreNamedByTheMessageAndCompletedFromTheirContact) {
  const struct {
    const char* what;
    std::string contacts, message, peer, name;
  } cases[] = {
      {"no contacts", "null", R"("from":"1650")", "1650|||", ""},
      {"paired by number",
       R"([{"profile":{"name":"A"},"wa_id":"1650","user_id":"US.1","parent_user_id":"US.ENT.1"}])",
       R"("from":"1650")", "1650|US.1|US.ENT.1|", "A"},
      {"in another order",
       R"([{"profile":{"name":"B"},"wa_id":"1651"},{"profile":{"name":"A"},"wa_id":"1650"}])",
       R"("from":"1650")", "1650|||", "A"},
      {"paired by BSUID", R"([{"profile":{"name":"A"},"wa_id":"1650","user_id":"US.1"},{"wa_id":"1651"}])",
       R"("from_user_id":"US.1")", "1650|US.1||", "A"},
      {"paired by parent", R"([{"profile":{"name":"A"},"parent_user_id":"US.ENT.1"}])",
       R"("from_user_id":"US.1","from_parent_user_id":"US.ENT.1")", "|US.1|US.ENT.1|", "A"},
      {"another spelling of the number", R"([{"profile":{"name":"A"},"wa_id":"551187654321"}])",
       R"("from":"5511987654321")", "5511987654321|||", "A"},
      {"somebody else's contact", R"([{"profile":{"name":"B"},"wa_id":"1651","user_id":"US.2"}])",
       R"("from":"1650")", "1650|||", ""},
      {"the number wins over the BSUID",
       R"([{"profile":{"name":"B"},"user_id":"US.1","wa_id":"1651"},{"profile":{"name":"A"},"wa_id":"1650"}])",
       R"("from":"1650","from_user_id":"US.1")", "1650|US.1||", "A"},
      {"a lone contact stands in", R"([{"profile":{"name":"A"},"user_id":"US.1"}])", R"("type":"text")",
       "|US.1||", "A"},
      {"a lone contact with an identifier stands in", R"([7,{"profile":{}},{"user_id":"US.1"}])",
       R"("type":"text")", "|US.1||", ""},
      {"a BSUID as number", R"([{"profile":{"name":"A"},"wa_id":"US.1"}])", R"("from":"US.1")", "|US.1||",
       "A"},
      {"a parent as number", "[]", R"("from":"US.ENT.1")", "||US.ENT.1|", ""},
      {"a parent as BSUID", "[]", R"("from_user_id":"US.ENT.1")", "||US.ENT.1|", ""},
      {"ids of no known form", "[]", R"("from":"bla","from_user_id":"foo_bar")", "bla|foo_bar||", ""},
      {"a number as people write it", "[]", R"("from":"+1 (650) 555-1234")", "16505551234|||", ""},
      {"no profile", R"([{"wa_id":"1650"}])", R"("from":"1650")", "1650|||", ""},
  };
  for (const auto& [what, contacts, message, peer, name] : cases) {
    const auto known = R"("contacts":)" + contacts;
    const auto fact =
        only<MessageFact>(facts_of("messages", known + ',' + list_of("messages", R"("id":"w",)" + message)));
    EXPECT_EQ(spelt(fact.peer), peer) << what;
    EXPECT_EQ(fact.profile.name, name) << what;
  }
}

TEST(People, ServeSeveralMessagesWithOneContact) {
  const auto facts =
      facts_of("messages", R"("contacts":[{"profile":{"name":"A","username":"@ana"},"wa_id":"1650"}],)"
                           R"("messages":[{"from":"1650","id":"a"},{"from":"1650","id":"b"}])");
  const auto messages = all<MessageFact>(facts);
  ASSERT_EQ(messages.size(), 2U);
  for (const auto& message : messages) {
    EXPECT_EQ(message.profile.name, "A");
    EXPECT_EQ(message.profile.username, "ana");
  }
}

TEST(People, AreNotGuessedAmongSeveral) {
  const auto facts = facts_of(
      "messages", R"("contacts":[{"wa_id":"1650"},{"wa_id":"1651"}],"messages":[{"id":"a","type":"text"}])");
  EXPECT_TRUE(facts.facts.empty());
  ASSERT_EQ(facts.parked.size(), 1U);
  EXPECT_EQ(facts.parked[0].reason, "names nobody");
}

TEST(People, AreKnownByTheNumberTheySharedOnRequest) {
  const struct {
    std::string contacts, peer;
  } cases[] = {
      {R"([{"origin":"contact_request","phones":[{"phone":"+1 412-555-0829","wa_id":"14125550829"}]}])",
       "14125550829|US.1||"},
      {R"([{"origin":"contact_request","phones":[{"phone":"+1 412-555-0829"}]}])", "14125550829|US.1||"},
      {R"([{"origin":"other","phones":[{"wa_id":"14125550829"}]}])", "|US.1||"},
      {R"([{"phones":[{"wa_id":"14125550829"}]}])", "|US.1||"},
  };
  for (const auto& [contacts, peer] : cases) {
    const auto message =
        R"("messages":[{"from_user_id":"US.1","id":"w","type":"contacts","contacts":)" + contacts + "}]";
    EXPECT_EQ(spelt(only<MessageFact>(facts_of("messages", message)).peer), peer) << contacts;
  }
  const auto known = only<MessageFact>(facts_of_message(
      R"("type":"contacts","contacts":[{"origin":"contact_request","phones":[{"wa_id":"14125550829"}]}])"));
  EXPECT_EQ(spelt(known.peer), "16505551234|||");
}

}  // namespace
}  // namespace parley::meta
