#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

std::string behind(const std::string& list, std::string_view cursor) {
  return list + "?cursor=" + std::string(cursor);
}

TEST_F(Vobiz, ListsTheDocumentedMessages) {
  scene.tell(first, text_from(std::string(rahul), "wamid.0", "Hello", minute(19)));
  scene.tell(first, text_to(std::string(rahul), "wamid.2", "How can I help?", minute(20)));
  scene.tell(first, status_of("wamid.2", MessageStatus::read, minute(21)));
  scene.tell(first, text_from(std::string(rahul), "wamid.1", "Yes, I'd like to proceed.", minute(22)));
  const auto answered = get(messages_of(legacy) + "?limit=2");
  expect_form("legacy messages", answered);
  expect_answer("legacy_messages", answered);

  // The sample's rows stand the other way round than its words say, so each is looked for by itself.
  const auto sample = documented("messages");
  for (const auto& [theirs, ours] : {std::pair{"/data/0", "/data/1"}, std::pair{"/data/1", "/data/0"}}) {
    auto row = at(sample, theirs);
    replace_all(row, at(sample, std::string(theirs) + "/id"), at(answered.body, std::string(ours) + "/id"));
    EXPECT_EQ(difference(row, at(answered.body, ours)), "");
  }
  EXPECT_EQ(at(answered.body, "/cursor"), at(answered.body, "/data/1/id"));

  const auto today = get(messages_of(current) + "?limit=2");
  expect_form("messages", today);
  expect_answer("messages", today);
  EXPECT_EQ(at(today.body, "/items/0/id"), at(answered.body, "/data/0/id"));
  EXPECT_EQ(at(today.body, "/items/1/content"), R"({"body":"How can I help?"})");
}

TEST_F(Vobiz, TakesTheCursorOfTheLastPage) {
  tell_documented_conversation();
  const auto path = messages_of(legacy);
  const auto whole = get(path);
  EXPECT_EQ(at(whole.body, "/cursor"), "null");
  const auto rest = get(behind(path, at(whole.body, "/data/1/id")));
  EXPECT_EQ(rest.body, R"({"data":[],"cursor":null})");
}

// Page by page with one message each, while older and newer ones come in: none twice, none left out.
TEST_F(Vobiz, WalksMessagesWhileTheyCome) {
  for (int i = 0; i < 6; ++i) {
    const auto n = std::to_string(i);
    scene.tell(first, text_from(std::string(rahul), "wamid." + n, n, minute(10 + i / 3)));  // three at a time
  }
  for (const auto& base : both) {
    const auto path = messages_of(base);
    std::string cursor, walked;
    for (int step = 0; step < 20; ++step) {
      const auto page = get(path + "?limit=1" + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
      const auto text = at(page, rows(base) + (base == legacy ? "/0/body" : "/0/content"));
      if (text == "absent") break;
      walked += base == legacy ? text : text.substr(9, 1);
      cursor = at(page, base == legacy ? "/cursor" : "/next_cursor");
      if (base == current) EXPECT_EQ(at(page, "/has_more"), cursor == "null" ? "false" : "true");
      if (cursor == "null") break;
      const auto n = base.substr(0, 3) + std::to_string(step);
      scene.tell(first, text_from(std::string(rahul), "wamid.new" + n, "n", minute(20 + step)));
    }
    EXPECT_EQ(walked.substr(walked.find('5')), "543210") << base;
  }
}

TEST_F(Vobiz, RefusesCursorsThatAreNotOfThisConversation) {
  tell_documented_conversation();
  scene.tell(first, text_from("919000000001", "wamid.other", "hi", minute(1)));
  scene.tell(theirs, text_from(std::string(rahul), "wamid.theirs1", "hi", minute(1)));
  scene.tell(theirs, text_from(std::string(rahul), "wamid.theirs2", "hi", minute(2)));
  for (const auto& base : both) {
    const auto path = messages_of(base);
    const auto other = messages_of(base, acme_headers(), "1");
    const auto rivals = get(messages_of(base, rival_headers()) + "?limit=1", rival_headers()).body;
    const auto page = get(path + "?limit=1").body;
    const auto mine = at(page, base == legacy ? "/cursor" : "/next_cursor");
    EXPECT_EQ(get(behind(path, mine)).status, 200);
    expect_refusal(get(behind(other, mine)), 400, "BAD_REQUEST");
    const auto of_rivals = at(rivals, base == legacy ? "/cursor" : "/next_cursor");
    expect_refusal(get(behind(path, of_rivals)), 400, "BAD_REQUEST");
    for (const auto* cursor : {"x", "msg_001", "eyJpZCI6Im1zZzAwMSJ9", "%00", "%FF", "0",
                               "00000000000000000000000000", "2f8892e1-59b7-40a2-b518-e7a7c31a754d"}) {
      expect_refusal(get(behind(path, cursor)), 400, "BAD_REQUEST");
    }
    EXPECT_EQ(get(behind(path, "")).status, 200);
  }
  // An id is no cursor where cursors are opaque, and the other way round.
  const auto id = at(get(messages_of(current)).body, "/items/0/id");
  expect_refusal(get(behind(messages_of(current), id)), 400, "BAD_REQUEST");
  const auto opaque = at(get(messages_of(current) + "?limit=1").body, "/next_cursor");
  expect_refusal(get(behind(messages_of(legacy), opaque)), 400, "BAD_REQUEST");
}

TEST_F(Vobiz, ShowsMessagesToTheirOwnersOnly) {
  tell_documented_conversation();
  scene.tell(second, text_from(std::string(rahul), "wamid.second", "hi", minute(1)));
  for (const auto& base : both) {
    const auto path = messages_of(base);
    EXPECT_EQ(get(path).status, 200);
    EXPECT_EQ(get(path, bound_headers()).status, 200);
    expect_refusal(get(path, rival_headers()), 404, "CONVERSATION_NOT_FOUND");
    const auto of_second = messages_of(base, acme_headers(), "1");
    EXPECT_EQ(get(of_second).status, 200);
    expect_refusal(get(of_second, bound_headers()), 404, "CONVERSATION_NOT_FOUND");
  }
}

TEST_F(Vobiz, ReadingReadsNothing) {
  tell_documented_conversation();
  get(messages_of(legacy));
  get(messages_of(current));
  EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/unread_count"), "2");
}

TEST_F(Vobiz, LimitsAPage) {
  for (int i = 0; i < 105; ++i) {
    const auto n = std::to_string(i);
    scene.tell(first, text_from(std::string(rahul), "wamid." + n, n, minute(0) + std::chrono::seconds{i}));
  }
  const struct {
    std::string query;
    int rows;
  } cases[] = {{"", 50},
               {"?limit=1", 1},
               {"?limit=100", 100},
               {"?limit=101", 100},
               {"?limit=99999999999999999999", 100},
               {"?limit=", 50}};
  for (const auto& base : both) {
    for (const auto& [query, expected] : cases) {
      const auto body = get(messages_of(base) + query).body;
      EXPECT_NE(at(body, rows(base) + '/' + std::to_string(expected - 1)), "absent") << query;
      EXPECT_EQ(at(body, rows(base) + '/' + std::to_string(expected)), "absent") << query;
    }
    for (const auto* limit : {"0", "-1", "1.5", "abc", "1e2", "%31%30x", "%00", "%FF", "+1", "true"}) {
      expect_refusal(get(messages_of(base) + "?limit=" + limit), 400, "BAD_REQUEST");
    }
  }
}

}  // namespace
}  // namespace parley::vobiz
