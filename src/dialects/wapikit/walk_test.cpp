// Lists read page by page, also while new things come.

#include "dialects/wapikit/inbox_testing.h"

#include <set>

namespace parley::wapikit {
namespace {

class WapikitWalk : public Inbox {
 protected:
  void tell(int message) {
    scene.tell(first, text_from(std::string(ana), "wamid." + std::to_string(message), std::to_string(message),
                                second(message)));
  }
  // The texts of a page, in order.
  std::string page(const std::string& query) {
    std::string texts;
    for (const auto& text :
         every(get("/api/conversation/" + conversation_of(ana) + "/messages?" + query).body, "text"))
      texts += text + ' ';
    return texts;
  }
};

// As the vendor's frontend relies on: the first page is the newest, and the oldest of a page comes first.
TEST_F(WapikitWalk, CountsPagesFromTheNewestAndReadsEachForwards) {
  for (int message = 1; message <= 5; ++message) tell(message);
  const struct {
    std::string query, texts;
  } cases[] = {
      {"page=1&per_page=2", "4 5 "},
      {"page=2&per_page=2", "2 3 "},
      {"page=3&per_page=2", "1 "},
      {"page=4&per_page=2", ""},
      {"page=1&per_page=200", "1 2 3 4 5 "},
      {"page=1&per_page=2&order=desc", "4 5 "},
      {"page=1&per_page=2&order=asc", "1 2 "},
      {"page=3&per_page=2&order=asc", "5 "},
      {"page=1000000000&per_page=200", ""},
  };
  for (const auto& [query, texts] : cases) EXPECT_EQ(page(query), texts) << query;
  EXPECT_EQ(
      member(get("/api/conversation/" + conversation_of(ana) + "/messages?page=9&per_page=2").body, "total"),
      "5");
}

// What was there when the walk began is met, whatever comes in front of it meanwhile.
TEST_F(WapikitWalk, MissesNothingWhileMessagesCome) {
  for (int message = 1; message <= 6; ++message) tell(message);
  std::set<std::string> met;
  for (int at = 1; at <= 12; ++at) {
    met.insert(page("per_page=1&page=" + std::to_string(at)));
    if (at <= 6) tell(10 + at);
  }
  for (int message = 1; message <= 6; ++message)
    EXPECT_TRUE(met.count(std::to_string(message) + ' ')) << message;
}

TEST_F(WapikitWalk, MissesNoConversationWhileOthersCome) {
  const auto tell_of = [&](int person) {
    scene.tell(first, text_from("9198000000" + std::to_string(person), "wamid." + std::to_string(person),
                                "hi", second(person)));
  };
  for (int person = 10; person < 16; ++person) tell_of(person);
  std::set<std::string> met;
  for (int at = 1; at <= 12; ++at) {
    const auto answered = get("/api/conversations?per_page=1&page=" + std::to_string(at));
    met.insert(member(answered.body, "phone"));
    if (at <= 6) tell_of(19 + at);
  }
  for (int person = 10; person < 16; ++person)
    EXPECT_TRUE(met.count("9198000000" + std::to_string(person))) << person;
}

TEST_F(WapikitWalk, ShowsTheNewestTwoHundredOfOneAndTheirTrueNumber) {
  for (int message = 1; message <= 205; ++message) tell(message);
  const auto answered = get("/api/conversation/" + conversation_of(ana));
  EXPECT_EQ(every(answered.body, "whatsAppMessageId").size(), 200u);
  EXPECT_EQ(member(answered.body, "text"), "6");
  EXPECT_EQ(member(answered.body, "totalMessages"), "205");
  const auto listed = get("/api/conversations?page=1&per_page=1");
  EXPECT_EQ(member(listed.body, "totalMessages"), "205");
  EXPECT_EQ(member(listed.body, "text"), "205");
}

TEST_F(WapikitWalk, ListsMessagesOfTheOrganization) {
  for (int message = 1; message <= 3; ++message) tell(message);
  scene.tell(second_number, text_to("919800000002", "wamid.b", "ours", second(9)));
  scene.tell(second_number, status_of("wamid.b", MessageStatus::failed, second(10)));
  const auto texts = [&](const std::string& query) {
    std::string all;
    for (const auto& text : every(get("/api/messages" + query).body, "text")) all += text + ' ';
    return all;
  };
  const auto none = std::string("7d444840-9dc0-41d1-b245-5ffdce74fad2");
  EXPECT_EQ(texts(""), "ours 3 2 1 ");
  EXPECT_EQ(texts("?order=asc&per_page=2&page=2"), "3 ours ");
  EXPECT_EQ(texts("?direction=OutBound"), "ours ");
  EXPECT_EQ(texts("?direction=InBound&per_page=1"), "3 ");
  EXPECT_EQ(texts("?status=failed"), "ours ");
  EXPECT_EQ(texts("?status=sent"), "");
  EXPECT_EQ(texts("?status=unread&direction=OutBound"), "");
  EXPECT_EQ(texts("?conversation_id=" + conversation_of(ana)), "3 2 1 ");
  EXPECT_EQ(texts("?contact_id=" + contact_of(ana)), "3 2 1 ");
  EXPECT_EQ(texts("?contact_id=" + none), "");
  EXPECT_EQ(texts("?campaign_id=" + none), "");
  EXPECT_EQ(member(get("/api/messages?per_page=1&page=9").body, "total"), "4");
}

}  // namespace
}  // namespace parley::wapikit
