// Contacts, lists, tags and notifications as a client meets them, over the real store.

#include "dialects/wapikit/inbox_testing.h"

namespace parley::wapikit {
namespace {

constexpr std::string_view nobodys = "7d444840-9dc0-41d1-b245-5ffdce74fad2";

class WapikitContacts : public Inbox {
 protected:
  std::string add_list(const std::string& name) {
    return member(post("/api/lists", R"({"name":")" + name + R"(","description":"d","tags":[]})").body,
                  "uniqueId");
  }
  Answered add(const std::string& phone, const std::string& rest = "") {
    return post("/api/contacts", R"([{"name":"P )" + phone + R"(","phone":")" + phone + "\"" + rest + "}]");
  }
};

TEST_F(WapikitContacts, AreCreatedAndShown) {
  const auto list = add_list("Friends");
  const auto created =
      add("+55 11 98765-4321",
          R"(,"attributes":{"city":"São Paulo"},"status":"Active","listsIds":[")" + list + "\"]");
  EXPECT_EQ(created.body, R"({"message":"1 contacts created"})");
  EXPECT_EQ(add("5511987654321").body, R"({"message":"0 contacts created, 1 known already"})");
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  expect("contact", get("/api/contacts/" + contact_of(ana)));
  expect("contacts", get("/api/contacts?page=1&per_page=10"));
}

TEST_F(WapikitContacts, AreAllCreatedOrNone) {
  const auto body = [](const std::string& second) {
    return R"([{"name":"A","phone":"911111111111"},)" + second + "]";
  };
  const struct {
    std::string second;
    int status;
    std::string message;
  } cases[] = {
      {R"({"name":"B","phone":"12"})", 400, "phone is not a valid phone number"},
      {R"({"name":"B","phone":"91 98 abc"})", 400, "phone is not a valid phone number"},
      {R"({"phone":"912222222222"})", 400, "name is required"},
      {R"({"name":7,"phone":"912222222222"})", 400, "name must be a string"},
      {R"({"name":"B","phone":"912222222222","status":"Odd"})", 400,
       "status must be one of Active, Inactive, Blocked"},
      {R"({"name":"B","phone":"912222222222","attributes":[]})", 400,
       "attributes must be an object of at most 16384 bytes"},
      {R"({"name":"B","phone":"912222222222","listsIds":["x"]})", 400, "invalid list id"},
      {R"({"name":"B","phone":"912222222222","listsIds":[")" + std::string(nobodys) + "\"]}", 404,
       "list not found"},
      {"7", 400, "each contact must be an object"},
      {R"({"name":"a\u0000b","phone":"912222222222"})", 400,
       "The body must be JSON without NUL or broken text"},
  };
  for (const auto& [second, status, message] : cases) {
    const auto answered = post("/api/contacts", body(second));
    EXPECT_EQ(answered.status, status) << second;
    EXPECT_EQ(answered.body, R"({"message":")" + message + "\"}") << second;
  }
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=1").body, "total"), "0");
  EXPECT_EQ(post("/api/contacts", body(R"({"name":"A again","phone":"+911111111111"})")).body,
            R"({"message":"1 contacts created, 1 known already"})");
  EXPECT_EQ(post("/api/contacts", "[]").body, R"({"message":"0 contacts created"})");
  for (const auto* wrong : {"", "{}", "7", "[", "null", "[null]"})
    EXPECT_EQ(post("/api/contacts", wrong).status, 400) << wrong;
}

TEST_F(WapikitContacts, AreFilteredSortedAndPaged) {
  const auto list = add_list("Friends");
  for (int person = 1; person <= 4; ++person) {
    scene.now += std::chrono::seconds{1};
    const auto in_list = person == 2 ? R"(,"listsIds":[")" + list + "\"]" : std::string();
    add("91980000000" + std::to_string(person), in_list);
  }
  const auto third = contact_of("919800000003");
  post("/api/contacts/" + third,
       R"({"name":"Zoë","phone":"919800000003","status":"Blocked","attributes":{},"lists":[]})");
  const struct {
    std::string query, found;
  } cases[] = {
      {"", "4321"},
      {"&order=asc", "1234"},
      {"&status=Blocked", "3"},
      {"&status=Active", "421"},
      {"&searchString=ZO", "3"},
      {"&searchString=00000002", "2"},
      {"&searchString=none", ""},
      {"&list_id=" + list, "2"},
      {"&list_id=" + std::string(nobodys), ""},
  };
  for (const auto& [query, found] : cases)
    EXPECT_EQ(listed("/api/contacts?page=1&per_page=50" + query), found) << query;
  EXPECT_EQ(listed("/api/contacts?page=2&per_page=3"), "1");
  EXPECT_EQ(member(get("/api/contacts?page=9&per_page=3").body, "total"), "4");
}

TEST_F(WapikitContacts, AreChangedAndDeleted) {
  add("919800000001");
  add("919800000002");
  const auto list = add_list("Friends");
  const auto path = "/api/contacts/" + contact_of("919800000001");
  const auto change = [&](const std::string& phone, const std::string& lists) {
    return post(path, R"({"name":"New","phone":")" + phone +
                          R"(","status":"Inactive","attributes":{"a":1},"lists":)" + lists + "}");
  };
  const auto changed = change("919800000001", "[\"" + list + "\"]");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.body, get(path).body);
  EXPECT_EQ(member(changed.body, "name"), "New");
  EXPECT_EQ(member(changed.body, "numberOfContacts"), "1");
  EXPECT_EQ(member(change("919800000003", "[]").body, "phone"), "919800000003");
  EXPECT_EQ(change("919800000002", "[]").status, 400);
  EXPECT_EQ(change("919800000003", "[\"" + std::string(nobodys) + "\"]").status, 404);
  EXPECT_EQ(post(path, R"({"name":"New","phone":"919800000001"})").status, 400);
  EXPECT_EQ(del(path).body, R"({"data":true})");
  EXPECT_EQ(del(path).body, R"({"message":"contact not found"})");
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=9").body, "total"), "1");
}

TEST_F(WapikitContacts, AreDeletedTogether) {
  for (const auto* phone : {"919800000001", "919800000002", "919800000003"}) add(phone);
  const auto one = contact_of("919800000001"), two = contact_of("919800000002");
  EXPECT_EQ(del("/api/contacts?id=" + one + "&id=" + std::string(nobodys)).status, 404);
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=9").body, "total"), "3");
  EXPECT_EQ(del("/api/contacts?id=" + one + "&id=" + two).body, R"({"data":true})");
  EXPECT_EQ(listed("/api/contacts?page=1&per_page=9"), "3");
  for (const auto* query : {"", "?id=", "?id=7", "?id=,"})
    EXPECT_EQ(del(std::string("/api/contacts") + query).status, 400);
  EXPECT_EQ(del("/api/contacts?id=" + contact_of("919800000003"), "wk_rival").status, 404);
}

TEST_F(WapikitContacts, AreGatheredInLists) {
  add("919800000001");
  const auto tag = member(post("/api/organization/tags", R"({"label":"VIP"})").body, "uniqueId");
  const auto created = post("/api/lists", R"({"name":"Friends","description":"of ours","tags":[")" + tag +
                                              R"("],"contactIds":[")" + contact_of("919800000001") + "\"]}");
  expect("list", created);
  const auto path = "/api/lists/" + member(created.body, "uniqueId");
  EXPECT_EQ(get(path).body, created.body);
  scene.now += std::chrono::seconds{1};
  add_list("Others");
  expect("lists", get("/api/lists?page=1&per_page=10"));
  EXPECT_EQ(member(get("/api/lists?page=1&per_page=10&order=asc").body, "name"), "Friends");
  const auto changed = post(path, R"({"name":"Foes","tags":[]})");
  EXPECT_EQ(member(changed.body, "name"), "Foes");
  EXPECT_EQ(member(changed.body, "description"), "");
  EXPECT_EQ(member(changed.body, "numberOfContacts"), "1");
  EXPECT_EQ(member(changed.body, "label"), "absent");
  EXPECT_EQ(post(path, R"({"name":"Foes","tags":[")" + std::string(nobodys) + "\"]}").body,
            R"({"message":"tag not found"})");
  EXPECT_EQ(post("/api/lists", R"({"tags":[]})").body, R"({"message":"name is required"})");
  EXPECT_EQ(get(path, "wk_rival").status, 404);
  EXPECT_EQ(del(path, "wk_rival").status, 404);
  EXPECT_EQ(del(path).body, R"({"data":true})");
  EXPECT_EQ(del(path).body, R"({"message":"list not found"})");
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=9").body, "total"), "1");
}

TEST_F(WapikitContacts, AreTagged) {
  const auto created = post("/api/organization/tags", R"({"label":" VIP "})");
  EXPECT_EQ(member(created.body, "label"), "VIP");
  EXPECT_EQ(post("/api/organization/tags", R"({"label":"VIP"})").status, 400);
  EXPECT_EQ(post("/api/organization/tags", R"({"label":""})").status, 400);
  scene.now += std::chrono::seconds{1};
  post("/api/organization/tags", R"({"label":"Late"})");
  EXPECT_EQ(every(get("/api/organization/tags?page=1&per_page=9").body, "label"),
            (std::vector<std::string>{"Late", "VIP"}));
  EXPECT_EQ(every(get("/api/organization/tags?page=1&per_page=1&sortBy=asc").body, "label"),
            std::vector<std::string>{"VIP"});
  EXPECT_EQ(member(get("/api/organization/tags?page=1&per_page=9", "wk_rival").body, "total"), "0");
}

TEST_F(WapikitContacts, AreNotWhoIsNotified) {
  const auto maya = person("Maya", false, 0, "wk_maya");
  const auto work = [&](Transaction& in) {
    notify(in, acme, maya, {.kind = "info", .title = "T", .description = "D", .link = "https://x.example/1"});
    notify(in, acme, maya, {.kind = "info", .title = "U", .description = "D"});
  };
  write(work);
  const auto answered = get("/api/user/notifications?page=1&per_page=9", "wk_maya");
  EXPECT_EQ(member(answered.body, "unreadCount"), "2");
  EXPECT_EQ(every(answered.body, "title").size(), 2u);
  EXPECT_EQ(member(get("/api/user/notifications?page=1&per_page=9").body, "total"), "0");
  EXPECT_EQ(get("/api/user/notifications", "wk_maya").status, 400);
}

TEST_F(WapikitContacts, AskTheServerHowItIs) {
  for (const auto* path : {"/api/health", "/api/health-check"})
    EXPECT_EQ(get(path, "").body, R"({"data":true})");
  for (const auto* path : {"/api/metadata", "/api/meta-data"}) EXPECT_EQ(get(path, "").status, 200);
  expect("feature_flags", get("/api/system/feature-flags"));
  EXPECT_EQ(get("/api/ai/response-suggestions").body, R"({"suggestions":[]})");
  EXPECT_EQ(get("/api/integrations").body,
            R"({"integrations":[],"paginationMeta":{"page":1,"per_page":50,"total":0}})");
  EXPECT_EQ(get("/api/knowledge-base").status, 404);
}

}  // namespace
}  // namespace parley::wapikit
