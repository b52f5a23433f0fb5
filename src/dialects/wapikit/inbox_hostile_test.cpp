// Requests that mean no good.

#include "dialects/wapikit/inbox_testing.h"

namespace parley::wapikit {
namespace {

constexpr std::string_view values[] = {
    "",    "0",    "-1",  "1",    "1.5",          "99999999999999999999",
    "abc", "true", "%00", "%FF",  "%F0%9F%98%80", "%",
    "%2",  "'",    "%25", "NULL", "2026-06-05",   "7d444840-9dc0-41d1-b245-5ffdce74fad2",
    "[]",  "{}",   "a,b", "\\",   "\"",           "asc",
};

using WapikitHostile = Inbox;

bool is_refusal_or_answer(int status) { return status == 200 || status == 400 || status == 404; }

// Whatever stands in the query: an answer in the vendor's form, and never a broken server.
TEST_F(WapikitHostile, NeverBreaksOnParameters) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto thread = "/api/conversation/" + conversation_of(ana) + "/messages";
  constexpr std::string_view names[] = {
      "page",   "per_page",   "order",           "status",    "contact_id", "campaign_id", "list_id",
      "sortBy", "message_id", "conversation_id", "direction", "id",         "searchString"};
  for (const auto& path :
       {std::string("/api/conversations"), std::string("/api/messages"), std::string("/api/contacts"),
        std::string("/api/lists"), std::string("/api/organization/tags"),
        std::string("/api/user/notifications"), std::string("/api/integrations"), thread}) {
    for (const auto name : names) {
      for (const auto value : values) {
        const auto query = std::string(name) + '=' + std::string(value);
        for (const auto& target : {asking(path, query), asking(path, query + "&page=1&per_page=2")}) {
          const auto answered = get(target);
          EXPECT_TRUE(answered.status == 200 || answered.status == 400) << target << ' ' << answered.body;
          EXPECT_EQ(minified(answered.body), answered.body) << target;
        }
      }
    }
  }
}

TEST_F(WapikitHostile, RefusesPagesThatAreNone) {
  for (const auto* path : {"/api/conversations", "/api/contacts", "/api/lists", "/api/organization/tags",
                           "/api/user/notifications"}) {
    for (const auto* query : {"", "?page=1", "?per_page=1", "?page=0&per_page=1", "?page=1&per_page=0",
                              "?page=-1&per_page=1", "?page=x&per_page=1", "?page=1&per_page=1001"}) {
      EXPECT_EQ(get(std::string(path) + query).status, 400) << path << query;
    }
  }
  EXPECT_EQ(get("/api/conversations?page=1&per_page=50").status, 200);
  EXPECT_EQ(get("/api/conversations?page=1&per_page=51").status, 400);
  EXPECT_EQ(get("/api/contacts?page=1&per_page=51").status, 400);
  EXPECT_EQ(get("/api/messages?per_page=200").status, 200);
  EXPECT_EQ(get("/api/messages?per_page=201").status, 400);
}

TEST_F(WapikitHostile, TellsBadIdsFromUnknownOnes) {
  const struct {
    http::Method method;
    std::string_view path, name;
  } cases[] = {
      {http::Method::get, "/api/conversation/X", "conversation"},
      {http::Method::del, "/api/conversation/X", "conversation"},
      {http::Method::get, "/api/conversation/X/messages?page=1&per_page=1", "conversation"},
      {http::Method::post, "/api/conversation/X/unassign", "conversation"},
      {http::Method::post, "/api/conversation/X/read", "conversation"},
      {http::Method::get, "/api/conversation/X/media/1", "conversation"},
      {http::Method::get, "/api/conversation/X/generate-summary", "conversation"},
      {http::Method::get, "/api/contacts/X", "contact"},
      {http::Method::del, "/api/contacts/X", "contact"},
      {http::Method::get, "/api/lists/X", "list"},
      {http::Method::del, "/api/lists/X", "list"},
  };
  const auto other = scene.store().seal().uuid("label", acme.value, 1);
  const auto rivals = scene.store().seal().uuid("conversation", rival.value, 1);
  for (const auto& each : cases) {
    const auto path = each.path, name = each.name;
    const auto answer = [&](std::string_view id) {
      std::string target(each.path);
      replace_all(target, "X", std::string(id));
      return ask(each.method, target);
    };
    for (const auto* id :
         {"1", "x", "%00", "%FF", "7d444840-9dc0-41d1-b245-5ffdce74fad", "7d4448409dc041d1b2455ffdce74fad2",
          "7d444840-9dc0-41d1-b245-5ffdce74fadg", "%20", "'"}) {
      const auto answered = answer(id);
      EXPECT_EQ(answered.status, 400) << path << id;
      EXPECT_EQ(answered.body, R"({"message":"invalid )" + std::string(name) + " id\"}") << path << id;
    }
    for (const auto& id : {std::string("7d444840-9dc0-41d1-b245-5ffdce74fad2"), other, rivals}) {
      const auto answered = answer(id);
      EXPECT_EQ(answered.status, 404) << path << id;
      EXPECT_EQ(answered.body, R"({"message":")" + std::string(name) + " not found\"}") << path << id;
    }
  }
}

// Escapes that mean no text that is kept: in members that are read or ignored, within attributes, and as names.
TEST_F(WapikitHostile, RefusesTextsThatNobodyKeepsWhereverTheyStand) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto conversation = "/api/conversation/" + conversation_of(ana);
  const auto contact = "/api/contacts/" + contact_of(ana);
  const auto list = "/api/lists/" + member(post("/api/lists", R"({"name":"L","tags":[]})").body, "uniqueId");
  const struct {
    std::string path, body;  // each ~ is a place for such an escape
  } calls[] = {
      {"/api/conversations", R"({"phone":"5511987654399~","name":"N~","phoneNumberId":"~","~":"~"})"},
      {conversation, R"({"status":"Active~","~":{"~":"~"}})"},
      {conversation + "/assign", R"({"organizationMemberId":"~","~":"~"})"},
      {"/api/contacts",
       R"([{"name":"A~","phone":"5511987654398~","attributes":{"k~":["v~"]},"status":"Active~","~":"~"}])"},
      {contact,
       R"({"name":"A~","phone":"5511987654321~","status":"Active~","attributes":{"k~":"v~"},"lists":["~"]})"},
      {"/api/lists", R"({"name":"M~","description":"d~","tags":["~"],"~":"~"})"},
      {list, R"({"name":"M~","description":"d~","tags":["~"],"~":"~"})"},
      {"/api/organization/tags", R"({"label":"T~","~":"~"})"},
  };
  for (const auto& [path, pattern] : calls) {
    for (auto mark = pattern.find('~'); mark != std::string::npos; mark = pattern.find('~', mark + 1)) {
      for (const std::string_view text :
           {R"(\u0000)", R"(\ud83d)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\q)"}) {
        auto body = pattern;
        body.replace(mark, 1, text);
        std::erase(body, '~');
        const auto answered = post(path, body);
        EXPECT_EQ(answered.status, 400) << path << ' ' << body;
        EXPECT_EQ(answered.body, R"({"message":"The body must be JSON without NUL or broken text"})") << body;
      }
    }
  }
}

// Bodies of every kind to everything that takes one.
TEST_F(WapikitHostile, NeverBreaksOnBodies) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto conversation = "/api/conversation/" + conversation_of(ana);
  const auto contact = "/api/contacts/" + contact_of(ana);
  const auto list = "/api/lists/" + member(post("/api/lists", R"({"name":"L","tags":[]})").body, "uniqueId");
  const std::string deep = std::string(20'000, '[') + std::string(20'000, ']');
  const std::string bodies[] = {
      "",
      "{",
      "{}",
      "[]",
      "7",
      "null",
      "\"x\"",
      "\xFF",
      "{\"name\":\"\xFF\"}",
      deep,
      R"({"status":null})",
      R"({"status":{"a":1}})",
      R"({"status":"Act\u0000ive"})",
      R"({"status":"\ud800"})",
      R"({"name":"x","tags":"y"})",
      R"({"name":"x","tags":[[]]})",
      R"({"name":"x","tags":[null]})",
      R"({"name":["x"]})",
      R"({"name":"\u0000"})",
      R"({"organizationMemberId":7})",
      R"({"organizationMemberId":{}})",
      R"({"label":7})",
      R"({"contactId":7,"phone":7})",
      R"({"phone":"++1"})",
      R"([{"name":{}}])",
      R"([{"name":"x","phone":[]}])",
      R"({"name":"x","phone":"911111111111","status":"Active","attributes":{"a":)" + std::string(200, '[') +
          std::string(200, ']') + R"(},"lists":[]})",
  };
  const std::string targets[] = {"/api/conversations",
                                 conversation,
                                 conversation + "/assign",
                                 conversation + "/unassign",
                                 conversation + "/read",
                                 "/api/contacts",
                                 contact,
                                 "/api/contacts/bulk-import",
                                 "/api/contacts/bulkImport",
                                 "/api/lists",
                                 list,
                                 "/api/organization/tags"};
  for (const auto& target : targets) {
    for (const auto& body : bodies) {
      const auto answered = post(target, body);
      EXPECT_TRUE(is_refusal_or_answer(answered.status))
          << target << ' ' << body.substr(0, 80) << ' ' << answered.body;
      EXPECT_EQ(minified(answered.body), answered.body) << target;
    }
  }
  EXPECT_EQ(get(conversation).status, 200);
}

}  // namespace
}  // namespace parley::wapikit
