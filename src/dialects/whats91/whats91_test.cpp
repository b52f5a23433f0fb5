// The endpoints as a client meets them, over the real store.

#include "dialects/whats91/whats91.h"

#include "base/text.h"
#include "dialects/testing.h"

namespace parley::whats91 {
namespace {

constexpr std::string_view base = "/api/v2/reports/conversations";

Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-06-05T06:08:00Z") + std::chrono::seconds{of_minute};
}

// The value of the first member of that name, as it stands.
std::string member(const std::string& json, std::string_view name) {
  const auto key = '"' + std::string(name) + "\":";
  const auto at = json.find(key);
  if (at == std::string::npos) return "absent";
  auto from = at + key.size();
  const bool quoted = json[from] == '"';
  if (quoted) ++from;
  return json.substr(from, json.find_first_of(quoted ? "\"" : ",}]", from) - from);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

class Whats91 : public testing::Test {
 protected:
  static constexpr std::string_view prashant = "919343841961";

  Whats91() {
    token("w91_live_bound", first.id);
    token("w91_live_all");
    scene.token(acme, Api::kirim, "kdv_live_other");
    scene.token(acme, Api::whats91, "w91_live_expired", {}, scene.now);
    scene.wait(scene.store().revoke_token(acme, token("w91_live_revoked").id));
  }

  Token token(std::string secret, std::optional<SenderId> sender = {}) {
    return scene.token(acme, Api::whats91, std::move(secret), sender);
  }

  Answered get(std::string_view target, std::string with = "w91_live_bound") {
    return scene.ask({.target = std::string(target), .token = std::move(with)});
  }
  Answered list(std::string_view rest = "") { return get(std::string(base) + std::string(rest)); }

  // The conversation of the documented samples: we greet, Prashant answers, a label is put on.
  std::string tell_documented_conversation() {
    scene.tell(first, text_to(std::string(prashant), "wamid.greeting", "Hello Prashant", second(48)));
    auto hi = text_from(std::string(prashant), "wamid.xxxxx", "hi", second(50));
    hi.profile.name = "Prashant Tayal";
    scene.tell(first, hi);
    const auto number = number_of(prashant);
    const auto label = scene.wait(scene.store().add_label(acme, "Support"));
    scene.wait(scene.store().set_label(acme, std::stoll(number), label.uid, true));
    spellings = {{":" + number + ",", ":194977,"}, {label.uid, "lbl_support"}};
    return number;
  }

  std::string number_of(std::string_view phone) {
    return member(list("/by-mobile/" + std::string(phone)).body, "conversationId");
  }

  // The body with the documented ids in place of those that were made here.
  std::string settled(const Answered& answered) {
    auto body = answered.body;
    const auto id = member(body, "requestId");
    EXPECT_EQ(id.size(), 36u) << body;
    replace_all(body, id, "request-uuid");
    for (const auto& [ours, documented] : spellings) replace_all(body, ours, documented);
    return body;
  }

  void expect(std::string_view name, const Answered& answered, int status = 200) {
    EXPECT_EQ(answered.status, status) << answered.body;
    expect_golden("dialects/whats91/testdata/" + std::string(name) + ".json", settled(answered));
  }

  // Which conversations a list holds, by the last digit of their phones.
  std::string listed(std::string_view rest) {
    const auto answered = list(rest);
    EXPECT_EQ(answered.status, 200) << rest << ' ' << answered.body;
    constexpr std::string_view key = "\"contactPhone\":\"";
    std::string digits;
    for (auto at = answered.body.find(key); at != std::string::npos; at = answered.body.find(key, at + 1))
      digits += answered.body[answered.body.find('"', at + key.size()) - 1];
    return digits;
  }

  Scene scene;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "919999999999");
  Sender second_number = scene.sender(acme, "106540352242923", "918888888888");
  Sender theirs = scene.sender(rival, "106540352242924", "917777777777");
  std::vector<std::pair<std::string, std::string>> spellings;
};

std::string documented(const std::string& name) {
  return file_text(PARLEY_SOURCE_DIR "/src/dialects/whats91/testdata/documented/" + name + ".json");
}

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

// Three people: 1 wrote first, 2 was written to last, 3 wrote last.
TEST_F(Whats91, FiltersAndSortsConversations) {
  const auto phone = [](int person) { return "91980000000" + std::to_string(person); };
  const auto day = [](int of_month) { return second(0) + std::chrono::days{of_month - 5}; };
  scene.tell(first, text_from(phone(1), "wamid.1", "first words", day(1)));
  scene.tell(first, text_from(phone(2), "wamid.2", "second words", day(2)));
  auto named = text_from(phone(3), "wamid.3", "third", day(4));
  named.profile.name = "Asha Rao";
  scene.tell(first, named);
  scene.tell(first, text_to(phone(2), "wamid.4", "Our reply", day(3)));
  const auto one = scene.wait(scene.store().add_label(acme, "One"));
  const auto two = scene.wait(scene.store().add_label(acme, "Two"));
  const auto put = [&](int person, const Label& label) {
    const auto number = std::stoll(number_of(phone(person)));
    scene.wait(scene.store().set_label(acme, number, label.uid, true));
  };
  put(1, one), put(2, one), put(2, two);

  const struct {
    std::string query, found;
  } cases[] = {
      {"", "321"},
      {"?sortOrder=ASC", "123"},
      {"?sortBy=created_at", "321"},
      {"?sortBy=total_messages&limit=1", "2"},
      {"?limit=2", "32"},
      {"?limit=2&page=2", "1"},
      {"?limit=2&page=3", ""},
      {"?page=9007199254740992&limit=200", ""},
      {"?dateFrom=2026-06-03", "32"},
      {"?dateTo=2026-06-03", "21"},
      {"?dateFrom=2026-06-03&dateTo=2026-06-03", "2"},
      {"?search=WORDS", "1"},
      {"?search=asha", "3"},
      {"?search=800000002", "2"},
      {"?search=%25", ""},
      {"?search=_", ""},
      {"?search='", ""},
      {"?status=active", "321"},
      {"?status=closed", ""},
      {"?status=blocked", ""},
      {"?status=all", "321"},
      {"?archived=true", ""},
      {"?archived=false", "321"},
      {"?lastDirection=outbound", "2"},
      {"?lastDirection=inbound", "31"},
      {"?mobileNumber=919800000001", "1"},
      {"?contactPhone=%2B919800000003", "3"},
      {"?labelUid=" + one.uid, "21"},
      {"?includeLabelUids=" + one.uid + "," + two.uid, "21"},
      {"?includeLabelUids=" + one.uid + "," + two.uid + "&labelMatchMode=ALL", "2"},
      {"?includeLabelUids=" + one.uid + ",lbl_nobody&labelMatchMode=ALL", ""},
      {"?excludeLabelUids=" + two.uid, "31"},
      {"?labelUid=" + one.uid + "&excludeLabelUids=" + two.uid, "1"},
      {"/by-mobile/919800000002", "2"},
      {"/by-mobile/919800000002?lastDirection=inbound", ""},
      {"/by-mobile/919800000002?mobileNumber=919800000001", "2"},
      {"?userId=7&foo=bar", "321"},
  };
  for (const auto& [query, found] : cases) EXPECT_EQ(listed(query), found) << query;
  EXPECT_EQ(member(list("/summary?lastDirection=inbound").body, "totalConversations"), "2");
  EXPECT_EQ(member(list("/summary?page=0&limit=x&sortBy=x").body, "totalConversations"), "3");
}

TEST_F(Whats91, FiltersMessages) {
  const auto number = tell_documented_conversation();
  scene.tell(first, status_of("wamid.greeting", MessageStatus::read, second(55)));
  auto failed = status_of("wamid.late", MessageStatus::failed, second(59));
  failed.errors = R"([{"code":131026,"title":"Undeliverable","error_data":{"details":"No such number"}}])";
  scene.tell(first, text_to(std::string(prashant), "wamid.late", "100% sure?", second(58)));
  scene.tell(first, failed);

  const struct {
    std::string_view query, total, newest;
  } cases[] = {
      {"", "3", "wamid.late"},
      {"?sortOrder=ASC", "3", "wamid.greeting"},
      {"?direction=inbound", "1", "wamid.xxxxx"},
      {"?direction=outbound", "2", "wamid.late"},
      {"?messageType=text", "3", "wamid.late"},
      {"?messageType=image", "0", "absent"},
      {"?messageType=never_heard_of", "0", "absent"},
      {"?status=failed", "1", "wamid.late"},
      {"?direction=outbound&status=read", "1", "wamid.greeting"},
      {"?status=all", "3", "wamid.late"},
      {"?search=HELLO", "1", "wamid.greeting"},
      {"?search=100%25", "1", "wamid.late"},
      {"?page=2&limit=2", "3", "wamid.greeting"},
      {"?page=9", "3", "absent"},
      {"?dateFrom=nonsense", "3", "wamid.late"},
  };
  for (const auto& [query, total, newest] : cases) {
    const auto answered = list('/' + number + "/messages" + std::string(query));
    EXPECT_EQ(answered.status, 200) << query << answered.body;
    EXPECT_EQ(member(answered.body, "total"), total) << query;
    EXPECT_EQ(member(answered.body, "messageId"), newest) << query;
  }
  expect("message_kinds", list('/' + number + "/messages"));
}

// What is shown of an inbound message is whether we read it, and by that it is found.
TEST_F(Whats91, FiltersInboundMessagesByTheStatusTheyShow) {
  auto old = text_from(std::string(prashant), "wamid.old", "long ago", second(1));
  old.origin = Origin::history;
  scene.tell(first, old);
  scene.tell(first, text_from(std::string(prashant), "wamid.new", "now", second(2)));
  const auto target = '/' + number_of(prashant) + "/messages?direction=inbound&status=";
  for (const auto& [status, wamid] : {std::pair("read", "wamid.old"), std::pair("delivered", "wamid.new")}) {
    const auto body = list(target + status).body;
    EXPECT_EQ(member(body, "total"), "1") << body;
    EXPECT_EQ(member(body, "messageId"), wamid);
    EXPECT_EQ(member(body, "status"), status);
  }
  EXPECT_EQ(member(list(target + "pending").body, "total"), "0");
}

// Whatever stands in the address or the query: an answer in the vendor's form, and never a broken server.
TEST_F(Whats91, NeverBreaks) {
  const auto number = tell_documented_conversation();
  constexpr std::string_view names[] = {
      "senderId",  "page",        "limit",     "dateFrom",         "dateTo",           "search",
      "status",    "archived",    "sortBy",    "mobileNumber",     "contactPhone",     "lastDirection",
      "labelUid",  "unreadOnly",  "sortOrder", "includeLabelUids", "excludeLabelUids", "labelMatchMode",
      "direction", "messageType", "token",     "userId",
  };
  constexpr std::string_view values[] = {
      "",    "0",    "-1",    "1",          "1.5",          "99999999999999999999",
      "abc", "true", "%00",   "%FF",        "%F0%9F%98%80", "%",
      "%2",  "'",    "%25",   "2026-06-05", "0000-01-01",   "9999-12-31",
      "[]",  "{}",   "a,b,,", "\\",         "\"",           "919343841961",
  };
  for (const auto& path : {std::string(), std::string("/summary"), std::string("/by-mobile/919343841961"),
                           '/' + number, '/' + number + "/messages"}) {
    for (const auto name : names) {
      for (const auto value : values) {
        for (const auto& query :
             {std::string(name) + '=' + std::string(value),
              std::string(name) + '=' + std::string(value) + '&' + std::string(name) + "=1"}) {
          const auto answered = list(path + '?' + query);
          EXPECT_TRUE(answered.status == 200 || answered.status == 400 || answered.status == 403)
              << path << '?' << query << ": " << answered.status;
          EXPECT_TRUE(is_storable_utf8(answered.body)) << query;
          EXPECT_EQ(minified(answered.body), answered.body) << query;
        }
      }
    }
  }
}

TEST_F(Whats91, NeverBreaksOnPartsOfThePath) {
  for (const auto* part :
       {"0", "-1", "abc", "1.5", "%00", "%FF", "99999999999999999999", "%2F", "%", "1%00", "summary%00"}) {
    for (const auto* pattern : {"/X", "/X/messages", "/by-mobile/X"}) {
      std::string rest = pattern;
      replace_all(rest, "X", part);
      EXPECT_EQ(member(list(rest).body, "error_code"), "VALIDATION_FAILED") << rest;
    }
  }
  for (const auto* rest :
       {"/", "/by-mobile", "/by-mobile/", "/1/", "/1/messages/", "/1/nothing", "//messages"}) {
    const auto code = member(list(rest).body, "error_code");
    EXPECT_TRUE(code == "NOT_FOUND" || std::string_view(rest) == "/by-mobile") << rest << code;
  }
}

}  // namespace
}  // namespace parley::whats91
