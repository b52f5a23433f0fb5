#include "meta/parse.h"

#include "meta/testing.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace parley::meta {
namespace {

TEST(Webhook, IsAJsonObjectOrNothing) {
  for (const auto* body : {"", "[]", "null", "{", "hello", "{}{}", "{\"entry\":[}"}) {
    EXPECT_FALSE(parse_webhook(body, received)) << body;
  }
}

TEST(Webhook, WithNothingInItTellsNothing) {
  for (const auto* body :
       {"{}", R"({"entry":[]})", R"({"entry":null})", R"({"entry":[{}]})", R"({"entry":[{"id":"1"}]})",
        R"({"entry":[{"changes":[]}]})", R"({"object":"page","entry":[]})",
        R"({"entry":[{"changes":[{"field":"messages","value":{"messages":[]}}]}]})"}) {
    const auto facts = facts_in(body);
    EXPECT_TRUE(facts.facts.empty() && facts.parked.empty() && facts.scopes.empty()) << body;
  }
}

TEST(Webhook, IsReadAtAllItsLevels) {
  const auto facts = facts_in(
      R"({"object":"other","entry":[{"id":1,"changes":[)"
      R"({"value":{"metadata":{"phone_number_id":"10"},"messages":[{"from":"1","id":"a"},{"from":"1","id":"b"}]}},)"
      R"({"value":{"metadata":{"phone_number_id":"11"},"messages":[{"from":"1","id":"c"}]}}]},)"
      R"({"id":"2","changes":[{"value":{"metadata":{"phone_number_id":"","display_phone_number":"+1 (6) 3"},)"
      R"("messages":[{"from":"1","id":"d"}]}},{"value":{"messages":[{"from":"1","id":"e"}]}}]}]})");
  std::string read;
  for (const auto& fact : facts.facts) {
    const auto& scope = facts.scopes.at(fact.scope);
    read += std::get<MessageFact>(fact.what).wamid + '=' + scope.waba + '/' + scope.phone_number_id + '/' +
            scope.display_phone + ' ';
  }
  EXPECT_EQ(read, "a=1/10/ b=1/10/ c=1/11/ d=2//163 e=2// ");
}

TEST(Webhook, ParksWhatIsNoListOrNoObject) {
  const struct {
    std::string body, path, reason;
  } cases[] = {
      {R"({"entry":{}})", "entry", "not an array"},
      {R"({"entry":[1]})", "entry[0]", "not an object"},
      {R"({"entry":[{"changes":"x"}]})", "entry[0].changes", "not an array"},
      {R"({"entry":[{},{"changes":[{"value":{"messages":[]}},null]}]})", "entry[1].changes[1]",
       "not an object"},
      {R"({"entry":[{"changes":[{"value":{"messages":{}}}]}]})", "entry[0].changes[0].value.messages",
       "not an array"},
  };
  for (const auto& [body, path, reason] : cases) {
    const auto facts = facts_in(body);
    EXPECT_TRUE(facts.facts.empty()) << body;
    ASSERT_EQ(facts.parked.size(), 1U) << body;
    EXPECT_EQ(facts.parked[0].path, path);
    EXPECT_EQ(facts.parked[0].reason, reason);
    EXPECT_LT(facts.parked[0].scope, facts.scopes.size());
  }
}

TEST(Webhook, GivesNoticeOfFieldsItDoesNotRead) {
  const struct {
    std::string change, field;
  } cases[] = {
      {R"({"field":"account_update","value":{"event":"ACCOUNT_DELETED"}})", "account_update"},
      {R"({"field":"unheard_of","value":{"a":[]}})", "unheard_of"},
      {R"({"value":{"field":"account_update","event":"X"}})", "account_update"},
      {R"({"value":{"event":"X"}})", ""},
      {R"({"field":"security"})", "security"},
      {R"({"field":"security","value":null})", "security"},
      {R"({"field":"flows","value":"x"})", "flows"},
      {R"({"field":"messages","value":{"errors":[{"code":131035}]}})", "errors"},
      {R"({"field":"smb_app_state_sync","value":{"contacts":[{"wa_id":"1"}]}})", "smb_app_state_sync"},
      {R"({})", ""},
  };
  for (const auto& [change, field] : cases) {
    const auto body = R"({"entry":[{"id":"1","changes":[ )" + change + " ]}]}";
    const auto facts = facts_in(body);
    EXPECT_EQ(only<NoticeFact>(facts).field, field) << change;
    EXPECT_EQ(bytes_of(body, facts.facts[0].raw), change);
  }
}

TEST(Webhook, ReadsMixedListsOfOneValue) {
  const auto facts =
      facts_of("messages",
               R"("messages":[{"from":"1","id":"a"}],"message_echoes":[{"to":"2","id":"b"}],)"
               R"("statuses":[{"id":"c","status":"read"}],"calls":[{"id":"d","event":"connect","from":"1"}],)"
               R"("errors":[{"code":1}])");
  EXPECT_EQ(facts.facts.size(), 5U);
  EXPECT_EQ(all<MessageFact>(facts).size(), 2U);
  EXPECT_EQ(all<StatusFact>(facts).size(), 1U);
  EXPECT_EQ(all<CallFact>(facts).size(), 1U);
  EXPECT_EQ(only<NoticeFact>(facts_of("messages", R"("errors":[{"code":1}])")).field, "errors");
}

TEST(Webhook, LosesOneBadItemOfAThousand) {
  std::string messages;
  for (int i = 0; i < 1000; ++i) {
    messages += i == 500 ? "{\"bad\":1}," : R"({"from":"1650","id":"w)" + std::to_string(i) + "\"},";
  }
  messages.pop_back();
  const auto facts = facts_of("messages", R"("messages":[)" + messages + "]");
  EXPECT_EQ(facts.facts.size(), 999U);
  ASSERT_EQ(facts.parked.size(), 1U);
  EXPECT_EQ(facts.parked[0].path, "entry[0].changes[0].value.messages[500]");
}

TEST(Webhook, WithBrokenTextKeepsItsBytesAndItsNeighbours) {
  const std::string broken =
      "{\"from\":\"1650\",\"id\":\"w\",\"type\":\"text\",\"text\":{\"body\":\"a\xFF\\ud83d\\u0000\\q\tz\"}}";
  const auto body =
      body_of("messages", value_of("\"messages\":[" + broken + ",{\"from\":\"1\",\"id\":\"é\"}]"));
  const auto facts = facts_in(body);
  const auto messages = all<MessageFact>(facts);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].content.text, "a\uFFFD\uFFFD\uFFFD\uFFFD\tz");
  EXPECT_EQ(bytes_of(body, facts.facts[0].raw), broken);
  EXPECT_EQ(messages[1].wamid, "é");
}

TEST(Webhook, OutlivesAnyDepth) {
  for (const std::size_t depth : {100U, 100'000U}) {
    const auto deep = std::string(depth, '[') + std::string(depth, ']');
    const auto fact = only<MessageFact>(facts_of_message(R"("type":"poll","poll":)" + deep));
    EXPECT_FALSE(fact.content.object.empty());
  }
}

TEST(AddressBook, IsToldByItsNewestName) {
  const struct {
    std::string entry, peer, name, username;
  } cases[] = {
      {R"("action":"add","contact":{"full_name":"Pablo M","first_name":"Pablo","phone_number":"+1 650"})",
       "1650|||", "Pablo M", ""},
      {R"("action":"add","contact":{"first_name":"Pablo","user_id":"US.1","parent_user_id":"US.ENT.1","username":"@p"})",
       "|US.1|US.ENT.1|", "Pablo", "p"},
      {R"("action":"remove","contact":{"phone_number":"1650","full_name":"Pablo"})", "1650|||", "", ""},
  };
  for (const auto& [entry, peer, name, username] : cases) {
    const auto fact = only<AddressBookFact>(
        facts_of("smb_app_state_sync",
                 R"("state_sync":[{"type":"contact","metadata":{"timestamp":"1739321024"},)" + entry + "}]"));
    EXPECT_EQ(spelt(fact.peer), peer) << entry;
    EXPECT_EQ(fact.name, name) << entry;
    EXPECT_EQ(fact.profile.username, username) << entry;
    EXPECT_EQ(fact.at, from_millis(1'739'321'024'000));
  }
  EXPECT_EQ(facts_of("smb_app_state_sync", R"("state_sync":[{"action":"add"}])").parked.size(), 1U);
}

TEST(Preference, StopsOrResumesMarketing) {
  const struct {
    std::string value;
    bool stopped;
  } cases[] = {{"stop", true}, {"resume", false}, {"signup", false}};
  for (const auto& [value, stopped] : cases) {
    const auto fact = only<PreferenceFact>(
        facts_of("user_preferences",
                 R"("contacts":[{"profile":{"name":"A"},"wa_id":"1650","user_id":"US.1"}],)"
                 R"("user_preferences":[{"wa_id":"1650","category":"marketing_messages","value":")" +
                     value + R"(","timestamp":1739321024}])"));
    EXPECT_EQ(spelt(fact.peer), "1650|US.1||");
    EXPECT_EQ(fact.marketing_stopped, stopped) << value;
    EXPECT_EQ(fact.profile.name, "A");
  }
  EXPECT_EQ(
      only<NoticeFact>(facts_of("user_preferences", R"("user_preferences":[{"wa_id":"1","value":"maybe"}])"))
          .field,
      "user_preferences");
}

// The ids a body holds: each "id":"…" that is a message's.
std::vector<std::string> message_ids(const std::string& body) {
  std::vector<std::string> ids;
  for (auto at = body.find("wamid."); at != std::string::npos; at = body.find("wamid.", at + 1)) {
    ids.push_back(body.substr(at, body.find('"', at) - at));
  }
  return ids;
}

std::string ids_told(const Facts& facts) {
  std::string told;
  for (const auto& fact : facts.facts) {
    std::visit(
        [&](const auto& what) {
          if constexpr (requires { what.wamid; }) told += what.wamid + '\n';
          if constexpr (requires { what.target; }) told += what.target + '\n';
          if constexpr (requires { what.quoted_wamid; }) told += what.quoted_wamid + '\n';
        },
        fact.what);
  }
  return told;
}

// A folder of recorded bodies, where there is one.
TEST(Webhook, ReadsEveryRecordedBody) {
  const char* const folder = std::getenv("PARLEY_META_PAYLOADS");
  if (!folder) GTEST_SKIP() << "PARLEY_META_PAYLOADS names no folder";
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    ++count;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(in), {}};
    const auto facts = parse_webhook(body, received);
    ASSERT_TRUE(facts) << file.path();
    EXPECT_FALSE(facts->facts.empty()) << file.path();
    EXPECT_TRUE(facts->parked.empty())
        << file.path() << ' ' << facts->parked[0].path << ' ' << facts->parked[0].reason;
    const auto told = ids_told(*facts);
    if (told.empty()) continue;  // notices only, which keep what they hold
    for (const auto& id : message_ids(body))
      EXPECT_NE(told.find(id + '\n'), std::string::npos) << file.path() << ' ' << id;
  }
  EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace parley::meta
