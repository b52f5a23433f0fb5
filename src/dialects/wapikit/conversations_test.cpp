// The conversation family as a client meets it, over the real store.

#include "dialects/wapikit/inbox_testing.h"

namespace parley::wapikit {
namespace {

constexpr std::string_view nobodys = "7d444840-9dc0-41d1-b245-5ffdce74fad2";

class WapikitConversations : public Inbox {
 protected:
  // Ana asks, we answer, she quotes our answer; a tag is put on it and it is given to Maya, who has a role.
  std::string tell_documented_conversation() {
    auto asks = text_from(std::string(ana), "wamid.1", "Where is my parcel?", second(48));
    asks.profile.name = "Ana Silva";
    scene.tell(first, asks);
    scene.tell(first, text_to(std::string(ana), "wamid.2", "It leaves today.", second(50)));
    scene.tell(first, status_of("wamid.2", MessageStatus::read, second(51)));
    auto quotes = text_from(std::string(ana), "wamid.3", "Thank you!", second(52));
    quotes.quoted_wamid = "wamid.2";
    scene.tell(first, quotes);
    const auto id = conversation_of(ana);
    const auto maya = person("Maya", true, bits_of(Permission::read_members), "");
    const auto number = scene.store().seal().of_uuid("conversation", acme.value, id);
    const auto label = scene.wait(scene.store().add_label(acme, "Delivery"));
    scene.wait(scene.store().set_label(acme, *number, label.uid, true));
    EXPECT_EQ(
        post("/api/conversation/" + id + "/assign", R"({"organizationMemberId":")" + id_of(maya) + "\"}")
            .status,
        200);
    return id;
  }
};

TEST_F(WapikitConversations, GetsTheDocumentedOne) {
  const auto id = tell_documented_conversation();
  const auto answered = get("/api/conversation/" + id);
  expect("conversation", answered);
  const auto documented =
      file_text(PARLEY_SOURCE_DIR "/src/dialects/wapikit/testdata/documented/conversation.json");
  // There are no campaigns here, and what is not known is left out.
  EXPECT_EQ(shape_difference(documented, answered.body, "campaignId"), "");
}

TEST_F(WapikitConversations, ListsThemWithTheirNewestMessage) {
  tell_documented_conversation();
  expect("conversations", get("/api/conversations?page=1&per_page=10"));
  expect("conversation_messages",
         get("/api/conversation/" + conversation_of(ana) + "/messages?page=1&per_page=2"));
}

TEST_F(WapikitConversations, ListsAllNumbersByLastActivity) {
  for (int person = 1; person <= 4; ++person) {
    const auto phone = "91980000000" + std::to_string(person);
    scene.tell(person % 2 ? first : second_number,
               text_from(phone, "wamid." + std::to_string(person), "hi", second(person)));
  }
  scene.tell(first, text_from("919800000001", "wamid.5", "again", second(9)));
  scene.tell(theirs, text_from("919800000007", "wamid.6", "hi", second(9)));
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=50"), "1432");
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=50&order=asc"), "2341");
  EXPECT_EQ(listed("/api/conversations?page=2&per_page=3"), "2");
  EXPECT_EQ(listed("/api/conversations?page=3&per_page=3"), "");
  EXPECT_EQ(member(get("/api/conversations?page=3&per_page=3").body, "total"), "4");
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=50", "wk_bound"), "42");
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=50", "wk_rival"), "7");
}

TEST_F(WapikitConversations, FiltersThem) {
  for (int person = 1; person <= 3; ++person)
    scene.tell(first, text_from("91980000000" + std::to_string(person), "wamid." + std::to_string(person),
                                "hi", second(person)));
  const auto id = conversation_of("919800000002");
  const auto message = member(get("/api/conversation/" + id).body, "uniqueId",
                              get("/api/conversation/" + id).body.find("\"messages\""));
  const auto list = member(
      post("/api/lists", R"({"name":"Some","tags":[],"contactIds":[")" + contact_of("919800000003") + "\"]}")
          .body,
      "uniqueId");
  post("/api/conversation/" + conversation_of("919800000001"), R"({"status":"Closed"})");
  const struct {
    std::string query, found;
  } cases[] = {
      {"status=Active", "32"},
      {"status=Closed", "1"},
      {"status=Deleted", ""},
      {"status=", "321"},
      {"contact_id=" + contact_of("919800000002"), "2"},
      {"contact_id=" + std::string(nobodys), ""},
      {"message_id=" + message, "2"},
      {"message_id=wamid.3", "3"},
      {"message_id=wamid.9", ""},
      {"message_id=" + std::string(nobodys), ""},
      {"message_id=wamid.3&contact_id=" + contact_of("919800000002"), ""},
      {"campaign_id=" + std::string(nobodys), ""},
      {"list_id=" + list, "3"},
      {"list_id=" + std::string(nobodys), ""},
  };
  for (const auto& [query, found] : cases)
    EXPECT_EQ(listed("/api/conversations?page=1&per_page=50&" + query), found) << query;
}

TEST_F(WapikitConversations, OpensClosesAndDeletes) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto path = "/api/conversation/" + conversation_of(ana);
  const auto status = [&](const std::string& body) {
    const auto at = body.find("\"totalMessages\"");
    return member(body, "status", at == std::string::npos ? 0 : at);
  };
  for (const std::string word : {"Closed", "Closed", "Active", "Deleted", "Active"}) {
    const auto answered = post(path, R"({"status":")" + word + "\"}");
    EXPECT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(status(answered.body), word);
    EXPECT_EQ(status(get(path).body), word);
  }
  EXPECT_EQ(del(path).body, R"({"data":true})");
  EXPECT_EQ(del(path).body, R"({"message":"conversation not found"})");
  EXPECT_EQ(del(path).status, 404);
  EXPECT_EQ(status(get(path).body), "Deleted");
  const auto messages = get("/api/messages");
  EXPECT_EQ(std::to_string(every(messages.body, "whatsAppMessageId").size()), member(messages.body, "total"));
  EXPECT_EQ(every(messages.body, "whatsAppMessageId"),
            every(get(path + "/messages?page=1&per_page=9").body, "whatsAppMessageId"))
      << "what was said stays";
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=5"), "");
  EXPECT_EQ(listed("/api/conversations?page=1&per_page=5&status=Deleted"), "1");
  EXPECT_EQ(post(path, R"({"status":"Resolved"})").status, 400);
}

TEST_F(WapikitConversations, AssignsToOneAtATime) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto path = "/api/conversation/" + conversation_of(ana);
  const auto maya = id_of(person("Maya", true, 0, ""));
  const auto noor = id_of(person("Noor", false, 0, ""));
  const auto assignee = [&] {
    const auto body = get(path).body;
    const auto at = body.find("\"assignedTo\"");
    return at == std::string::npos ? "nobody" : member(body, "name", at);
  };
  const auto assign = [&](const std::string& id) {
    return post(path + "/assign", R"({"organizationMemberId":")" + id + "\"}");
  };
  EXPECT_EQ(assignee(), "nobody");
  EXPECT_EQ(post(path + "/unassign").body, R"({"data":true})");
  for (const auto& [id, name] : {std::pair(maya, "Maya"), {maya, "Maya"}, {noor, "Noor"}, {maya, "Maya"}}) {
    EXPECT_EQ(assign(id).body, R"({"data":true})");
    EXPECT_EQ(assignee(), name);
  }
  EXPECT_EQ(post(path + "/unassign", R"({"userId":""})").body, R"({"data":true})");
  EXPECT_EQ(assignee(), "nobody");
  EXPECT_EQ(assign("maya").body, R"({"message":"invalid organization member id"})");
  EXPECT_EQ(assign(std::string(nobodys)).body, R"({"message":"organization member not found"})");
  EXPECT_EQ(assign(std::string(nobodys)).status, 404);
  EXPECT_EQ(post(path + "/assign", "{}").status, 400);
}

TEST_F(WapikitConversations, ReadsAll) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  scene.tell(first, text_from(std::string(ana), "wamid.2", "hello?", second(2)));
  const auto path = "/api/conversation/" + conversation_of(ana);
  EXPECT_EQ(member(get(path).body, "numberOfUnreadMessages"), "2");
  EXPECT_EQ(every(get("/api/messages?status=unread").body, "whatsAppMessageId").size(), 2u);
  EXPECT_EQ(post(path + "/read").body, R"({"isRead":true})");
  EXPECT_EQ(post(path + "/read").body, R"({"isRead":true})");
  EXPECT_EQ(member(get(path).body, "numberOfUnreadMessages"), "0");
  EXPECT_EQ(member(get(path + "/messages?page=1&per_page=9").body, "status"), "Read");
  EXPECT_EQ(every(get("/api/messages?status=unread").body, "whatsAppMessageId").size(), 0u);
  EXPECT_EQ(every(get("/api/messages?status=Read").body, "whatsAppMessageId").size(), 2u);
}

TEST_F(WapikitConversations, StartsOne) {
  const auto started = post("/api/conversations", R"({"phone":"+55 11 98765-4321","name":"Ana"})");
  EXPECT_EQ(started.status, 200) << started.body;
  const auto id = member(started.body, "uniqueId", started.body.find("\"status\""));
  EXPECT_EQ(member(started.body, "phone"), ana);
  EXPECT_EQ(member(started.body, "name"), "Ana");
  const auto again = post("/api/conversations", R"({"contactId":")" + contact_of(ana) + "\"}");
  EXPECT_EQ(again.body, started.body);
  del("/api/conversation/" + id);
  EXPECT_EQ(post("/api/conversations", R"({"phone":"5511987654321"})").body, started.body);
  const auto other =
      post("/api/conversations", R"({"phone":"5511987654321","phoneNumberId":"106540352242923"})");
  EXPECT_EQ(other.status, 200) << other.body;
  EXPECT_NE(member(other.body, "uniqueId", other.body.find("\"status\"")), id);
  EXPECT_EQ(
      post("/api/conversations", R"({"phone":"5511987654321","phoneNumberId":"106540352242924"})").status,
      400);
  EXPECT_EQ(post("/api/conversations", R"({"phone":"12"})").status, 400);
  EXPECT_EQ(post("/api/conversations", "{}").status, 400);
  EXPECT_EQ(post("/api/conversations", R"({"contactId":")" + std::string(nobodys) + "\"}").status, 404);
}

TEST_F(WapikitConversations, ShowsNothingOfAnotherCustomerOrNumber) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto id = conversation_of(ana);
  const auto path = "/api/conversation/" + id;
  const auto maya = id_of(person("Maya", true, 0, ""));
  for (const auto* token : {"wk_rival", "wk_bound"}) {
    for (const auto& target : {path, path + "/messages?page=1&per_page=9", path + "/generate-summary",
                               path + "/media/1", "/api/ai/response-suggestions?conversationId=" + id}) {
      const auto answered = get(target, token);
      EXPECT_EQ(answered.body, R"({"message":"conversation not found"})") << target;
      EXPECT_EQ(answered.status, 404) << target;
    }
    EXPECT_EQ(post(path, R"({"status":"Closed"})", token).status, 404);
    EXPECT_EQ(post(path + "/assign", R"({"organizationMemberId":")" + maya + "\"}", token).status, 404);
    EXPECT_EQ(post(path + "/unassign", "", token).status, 404);
    EXPECT_EQ(post(path + "/read", "", token).status, 404);
    EXPECT_EQ(del(path, token).status, 404);
    EXPECT_EQ(member(get("/api/messages", token).body, "total"), "0");
  }
  EXPECT_EQ(member(get("/api/conversations?page=1&per_page=1&message_id=wamid.1", "wk_rival").body, "total"),
            "0");
  EXPECT_EQ(get("/api/contacts/" + contact_of(ana), "wk_rival").status, 404);
  EXPECT_EQ(get(path, "").status, 401);
}

TEST_F(WapikitConversations, HasNoMediaYet) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto answered = get("/api/conversation/" + conversation_of(ana) + "/media/1166");
  EXPECT_EQ(answered.status, 404);
  EXPECT_EQ(answered.body, R"({"message":"media not found"})");
}

// What a person may do is what their roles allow.
TEST_F(WapikitConversations, AsksForPermissions) {
  scene.tell(first, text_from(std::string(ana), "wamid.1", "hi", second(1)));
  const auto path = "/api/conversation/" + conversation_of(ana);
  person("Noor", false, bits_of(Permission::read_conversations), "wk_noor");
  person("Omar", true, 0, "wk_omar");
  EXPECT_EQ(get(path, "wk_noor").status, 200);
  EXPECT_EQ(post(path + "/read", "", "wk_noor").status, 200);
  const auto refused = post(path, R"({"status":"Closed"})", "wk_noor");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, R"({"message":"You are not authorized to access this resource."})");
  EXPECT_EQ(del(path, "wk_noor").status, 401);
  EXPECT_EQ(get("/api/lists?page=1&per_page=1", "wk_noor").status, 401);
  EXPECT_EQ(get("/api/lists?page=1&per_page=1", "wk_omar").status, 200);
  EXPECT_EQ(del(path, "wk_omar").status, 200);
}

}  // namespace
}  // namespace parley::wapikit
