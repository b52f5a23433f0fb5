// The endpoints as a client meets them, over the real store.

#include "dialects/whats91/testing.h"

namespace parley::whats91 {
namespace {

TEST_F(Whats91, GetsTheDocumentedConversation) {
  const auto number = tell_documented_conversation();
  const auto answered = list('/' + number);
  expect("conversation", answered);
  EXPECT_EQ(difference(documented("conversation"), settled(answered)), "");
}

TEST_F(Whats91, ListsConversations) {
  tell_documented_conversation();
  expect("conversations", list("?senderId=919999999999&page=1&limit=50"));
  expect("no_conversations", list("?search=nobody"));
}

TEST_F(Whats91, SummarizesConversations) {
  tell_documented_conversation();
  expect("summary", list("/summary"));
}

TEST_F(Whats91, ListsConversationsOfAMobile) {
  tell_documented_conversation();
  expect("by_mobile", list("/by-mobile/+91-93438%2041961"));
  expect("by_mobile_none", list("/by-mobile/919343841962"));
}

// The sample's message was read, as what history brings is.
TEST_F(Whats91, ListsTheDocumentedMessages) {
  auto hi = text_from(std::string(prashant), "wamid.xxxxx", "hi", second(48));
  hi.origin = Origin::history;
  scene.tell(first, hi);
  scene.tell(first, text_to(std::string(prashant), "wamid.greeting", "Hello Prashant", second(49)));
  const auto number = number_of(prashant);
  spellings = {{":" + number + ",", ":194977,"}};
  const auto answered =
      list('/' + number + "/messages?senderId=919999999999&direction=inbound&page=1&limit=50");
  expect("messages", answered);
  EXPECT_EQ(difference(documented("messages"), settled(answered)), "");
}

TEST_F(Whats91, RefusesInTheDocumentedWords) {
  const auto missing = list("/194977");
  expect("not_found", missing, 404);
  EXPECT_EQ(difference(documented("not_found"), settled(missing)), "");
  const auto invalid = list("?sortBy=name");
  expect("invalid_sort", invalid, 400);
  EXPECT_EQ(difference(documented("invalid_sort"), settled(invalid)), "");
  expect("missing_token", get(base, ""), 401);
  expect("invalid_token", get(base, "w91_live_unknown"), 401);
  expect("sender_not_allowed", list("?senderId=918888888888"), 403);
  expect("setup_incomplete", get(std::string(base) + "?senderId=911111111111", "w91_live_all"), 400);
  expect("no_route", get("/api/v2/reports", ""), 404);
  for (const auto* twin : {"/v2/reports/messages", "/v2/reports/conversations", "/v2/chat"})
    expect("no_route", get(twin, ""), 404);
  const auto wrong_method = scene.ask({.target = std::string(base), .method = http::Method::post});
  expect("wrong_method", wrong_method, 405);
  EXPECT_EQ(wrong_method.headers, "Allow: GET, HEAD\r\n");
}

// Each request is wrong in all that its error hides, and the first thing wrong is what is told.
TEST_F(Whats91, ChecksInOneOrder) {
  const struct {
    std::string_view target, token, code;
  } cases[] = {
      {"/api/v2/nothing?page=0", "", "NOT_FOUND"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "", "MISSING_AUTH_TOKEN"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "nobody", "INVALID_AUTH_TOKEN"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "kdv_live_other",
       "INVALID_AUTH_TOKEN"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "w91_live_expired",
       "INVALID_AUTH_TOKEN"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "w91_live_revoked",
       "INVALID_AUTH_TOKEN"},
      {"/api/v2/reports/conversations/0?senderId=918888888888&page=0", "w91_live_bound",
       "SENDER_NOT_ALLOWED"},
      {"/api/v2/reports/conversations/0?senderId=1&page=0", "w91_live_all", "WHATSAPP_SETUP_INCOMPLETE"},
      {"/api/v2/reports/conversations/0/messages?page=0", "w91_live_bound", "VALIDATION_FAILED"},
      {"/api/v2/reports/conversations/1/messages?page=0", "w91_live_bound", "VALIDATION_FAILED"},
      {"/api/v2/reports/conversations/1/messages?page=9", "w91_live_bound", "CONVERSATION_NOT_FOUND"},
      {"/api/v2/reports/conversations/1", "w91_live_bound", "CONVERSATION_NOT_FOUND"},
      {"/api/v2/reports/conversations/summary?status=x&senderId=1", "w91_live_bound", "SENDER_NOT_ALLOWED"},
      {"/api/v2/reports/conversations/by-mobile/1?senderId=1", "w91_live_bound", "SENDER_NOT_ALLOWED"},
      {"/api/v2/reports/conversations/by-mobile/1", "w91_live_bound", "VALIDATION_FAILED"},
  };
  for (const auto& [target, token, code] : cases)
    EXPECT_EQ(member(get(target, std::string(token)).body, "error_code"), code) << target << ' ' << token;
}

TEST_F(Whats91, TakesTheTokenFromTheQueryToo) {
  EXPECT_EQ(get(std::string(base) + "?auth_token=w91_live_bound", "").status, 200);
  EXPECT_EQ(get(std::string(base) + "?auth_token=w91_live_bound", "nobody").status, 401);
  EXPECT_EQ(get(std::string(base) + "?auth_token=nobody").status, 200);
}

TEST_F(Whats91, ShowsNothingOfAnotherNumberOrCustomer) {
  const auto number = tell_documented_conversation();
  scene.token(rival, Api::whats91, "w91_live_rival");
  for (const auto* rest : {"", "/messages"}) {
    const auto target = std::string(base) + '/' + number + rest;
    EXPECT_EQ(get(target, "w91_live_rival").status, 404);
    EXPECT_EQ(get(target + "?senderId=918888888888", "w91_live_all").status, 404);
    EXPECT_EQ(get(target + "?senderId=919999999999", "w91_live_all").status, 200);
  }
  EXPECT_EQ(member(get(base, "w91_live_rival").body, "total"), "0");
  EXPECT_EQ(get(std::string(base) + "?senderId=919999999999", "w91_live_rival").status, 400);
}

}  // namespace
}  // namespace parley::whats91
