// Messages, read receipts and media over the real store.

#include "dialects/kirim/testing.h"
#include "http/params.h"
#include "store/conversations.h"
#include "store/outbox.h"
#include "store/templates.h"

#include <set>
#include <sstream>

namespace parley::kirim {
namespace {

class KirimMessages : public Kirim {
 protected:
  std::string list(const std::string& query = "") { return walk(pid + "/messages" + query, "/message_id"); }
  std::string receipt(const std::string& wamid) {
    return R"({"messaging_product":"whatsapp","status":"read","message_id":")" + wamid + R"("})";
  }
  std::string id_of_message(const std::string& wamid) {
    return at(of_account("messages/" + http::percent_encoded(wamid)), "/data/id");
  }
};

TEST_F(KirimMessages, ListsMessagesOfEveryKind) {
  asha_writes();
  const auto tell = [&](std::string wamid, int at_second, Content content) {
    auto fact = text_from(asha, std::move(wamid), "", second(at_second));
    fact.content = std::move(content);
    scene.tell(first, fact);
  };
  tell("wamid.place", 51,
       {.type = "location",
        .text = "Monas, Jakarta",
        .object = R"({"latitude":-6.2,"longitude":106.8,"name":"Monas"})"});
  tell("wamid.card", 52,
       {.type = "contacts",
        .text = "Budi",
        .object = R"([{"name":{"formatted_name":"Budi"},"phones":[{"phone":"+62 811","wa_id":"62811"}]}])"});
  tell("wamid.choice", 53,
       {.type = "interactive",
        .text = "Yes",
        .object = R"({"type":"button_reply","button_reply":{"id":"y","title":"Yes"}})"});
  tell("wamid.button", 54, {.type = "button", .text = "Stop", .object = R"({"payload":"p","text":"Stop"})"});
  tell("wamid.image", 55,
       {.type = "image",
        .caption = "look",
        .media = Media{.id = "m1", .mime_type = "image/jpeg", .url = "https://lookaside.example/x"}});
  tell("wamid.voice", 56,
       {.type = "voice", .media = Media{.id = "m2", .mime_type = "audio/ogg; codecs=opus", .voice = true}});
  tell("wamid.odd", 57, {.type = "order", .text = "2 items", .object = "{}"});
  scene.tell(first, text_to(asha, "wamid.ours", "Thanks", second(58)));
  auto failed = status_of("wamid.ours", MessageStatus::failed, second(59));
  failed.errors = R"([{"code":131047,"title":"Re-engagement message"}])";
  scene.tell(first, failed);
  expect("messages", of_account("messages"));
}

TEST_F(KirimMessages, FiltersAndWalks) {
  asha_writes();
  scene.tell(first, text_to(asha, "wamid.ours", "Hello", second(51)));
  scene.tell(first, status_of("wamid.ours", MessageStatus::read, second(55)));
  scene.tell(first, text_from(budi, "wamid.budi", "hi", second(52)));
  scene.tell(second_account, text_from(budi, "wamid.other", "hi", second(53)));
  const auto of_budi = at(of_account("conversations"), "/data/0/id");
  const struct {
    std::string query, found;
  } cases[] = {
      {"", "wamid.budi wamid.ours wamid.hi "},
      {"?direction=inbound", "wamid.budi wamid.hi "},
      {"?direction=outbound", "wamid.ours "},
      {"?status=read", "wamid.ours "},
      {"?status=delivered", "wamid.budi wamid.hi "},
      {"?status=failed", ""},
      {"?conversation_id=" + of_budi, "wamid.budi "},
      {"?conversation_id=cnv_" + std::string(26, '7'), ""},
      {"?created_after=2026-06-05T06:08:50Z", "wamid.budi wamid.ours "},
      {"?created_before=2026-06-05T06:08:52Z", "wamid.ours wamid.hi "},
      {"?created_after=2026-06-05T13:08:50%2B07:00&created_before=2026-06-05T06:08:52.000Z", "wamid.ours "},
      {"?created_after=2026-06-05T13:08:51+07:00", "wamid.budi "},
  };
  for (const auto& [query, found] : cases) EXPECT_EQ(list(query), found) << query;
  EXPECT_EQ(at(get("106540352242923/messages?conversation_id=" + of_budi), "/data"), "[]");
  const auto walked = walk(pid + "/messages", "/message_id", [&](int page) {
    scene.tell(first, text_from(budi, "wamid.new" + std::to_string(page), "hi", second(58)));
  });
  EXPECT_EQ(walked, "wamid.budi wamid.ours wamid.hi ");
}

// Messages of one moment each come once.
TEST_F(KirimMessages, WalksThroughTies) {
  for (int i = 0; i < 5; ++i)
    scene.tell(first, text_from(i % 2 ? asha : budi, "wamid." + std::to_string(i), "hi", second(1)));
  const auto walked = list();
  for (int i = 0; i < 5; ++i)
    EXPECT_NE(walked.find("wamid." + std::to_string(i)), std::string::npos) << walked;
  EXPECT_EQ(walked.size(), 5 * 8u);
}

TEST_F(KirimMessages, RefusesWrongParameters) {
  for (const auto& [query, code] :
       {std::pair("conversation_id=cnv_x", "invalid_field_value conversation_id"),
        std::pair("direction=in", "invalid_field_value direction"),
        std::pair("status=played", "invalid_field_value status"),
        std::pair("created_after=yesterday", "invalid_field_value created_after"),
        std::pair("created_before=2026-06-05", "invalid_field_value created_before"),
        std::pair("created_before=", "invalid_field_value created_before"),
        std::pair("limit=101", "invalid_limit limit")})
    EXPECT_EQ(code_of(of_account("messages?" + std::string(query))), code) << query;
}

TEST_F(KirimMessages, GetsAMessageByEitherId) {
  asha_writes();
  const auto id = id_of_message("wamid.hi");
  EXPECT_EQ(id.substr(0, 4), "msg_");
  expect("message", of_account("messages/" + id));
  const auto base64 = "wamid.HBgN/+a==";
  scene.tell(first, text_from(asha, base64, "odd", second(51)));
  EXPECT_EQ(at(of_account("messages/wamid.HBgN%2F%2Ba%3D%3D"), "/data/message_id"), base64);
  for (const auto& [part, status] :
       {std::pair(std::string("wamid.none"), 404),
        std::pair(std::string("msg_01HXYZABCDEFGHJKMNPQRSTVWX"), 404), std::pair(std::string("1"), 400),
        std::pair(std::string("wamid.%00"), 400), std::pair(std::string("%FF"), 400)}) {
    EXPECT_EQ(of_account("messages/" + part).status, status) << part;
    EXPECT_EQ(of_account("messages/" + part + "/media").status, status) << part;
  }
  EXPECT_EQ(get("106540352242923/messages/" + id).status, 404);
  EXPECT_EQ(get("106540352242923/messages/wamid.hi").status, 404);
  EXPECT_EQ(get("106540352242924/messages/" + id, rival_key).status, 404);
}

TEST_F(KirimMessages, HasNoMediaYet) {
  asha_writes();
  expect("no_media", of_account("messages/wamid.hi/media"), 404);
}

TEST_F(KirimMessages, HidesWhatADeletedConversationHolds) {
  const auto id = asha_writes();
  for (int i = 0; i < 12; ++i)
    scene.tell(first, text_from(budi, "wamid.b" + std::to_string(i), "hi", second(i)));
  scene.tell(first, text_from(asha, "wamid.old", "hi", second(0) - std::chrono::seconds{5}));
  const auto message = id_of_message("wamid.b3");
  const auto of_budi = at(of_account("messages/wamid.b3"), "/data/conversation_id");
  const auto number = *scene.store().seal().of_base32("cnv", acme.value, of_budi.substr(4));
  write([&](Transaction& in) { set_status(in, acme, number, ConversationStatus::deleted); });
  EXPECT_EQ(of_account("messages/" + message).status, 404);
  EXPECT_EQ(of_account("messages/wamid.b3").status, 404);
  EXPECT_EQ(at(of_account("messages?conversation_id=" + of_budi), "/data"), "[]");
  EXPECT_EQ(at(of_account("messages"), "/data/1/message_id"), "wamid.old");
  EXPECT_EQ(at(of_account("messages"), "/data/2"), "absent");
  EXPECT_EQ(at(of_account("messages?conversation_id=" + id), "/data/0/message_id"), "wamid.hi");
}

// Hundreds in a row that are not shown make no page shorter, and no row comes twice.
TEST_F(KirimMessages, FillsPagesOverWhatADeletedConversationHolds) {
  asha_writes();
  for (int i = 0; i < 40; ++i)
    scene.tell(first,
               text_from(asha, "wamid.a" + std::to_string(i), "hi", second(0) - std::chrono::hours{1}));
  for (int i = 0; i < 600; ++i)
    scene.tell(first, text_from(budi, "wamid.b" + std::to_string(i), "hi", second(40)));
  const auto of_budi = at(of_account("messages/wamid.b3"), "/data/conversation_id");
  const auto number = *scene.store().seal().of_base32("cnv", acme.value, of_budi.substr(4));
  write([&](Transaction& in) { set_status(in, acme, number, ConversationStatus::deleted); });
  const auto page = of_account("messages?limit=20");
  EXPECT_EQ(at(page, "/data/0/message_id"), "wamid.hi");
  EXPECT_NE(at(page, "/data/19/message_id"), "absent");
  EXPECT_EQ(at(page, "/has_more"), "true");
  std::set<std::string> seen;
  std::istringstream ids(walk(pid + "/messages"));
  for (std::string id; ids >> id;) EXPECT_TRUE(seen.insert(id).second) << id;
  EXPECT_EQ(seen.size(), 41u);
}

TEST_F(KirimMessages, KeepsReadReceipts) {
  const auto id = asha_writes();
  EXPECT_EQ(at(of_account("conversations/" + id), "/data/unread_count"), "1");
  const auto answered = post(pid + "/messages", receipt("wamid.hi"));
  expect("read_receipt", answered);
  EXPECT_EQ(at(answered, "/data/id"), id_of_message("wamid.hi"));
  EXPECT_EQ(at(of_account("conversations/" + id), "/data/unread_count"), "0");
  EXPECT_EQ(at(of_account("messages/wamid.hi"), "/data/status"), "read");
  EXPECT_EQ(post(pid + "/messages", receipt("wamid.hi")).status, 200);

  scene.tell(first, text_to(asha, "wamid.ours", "Hello", second(55)));
  EXPECT_EQ(post(pid + "/messages", receipt("wamid.ours")).status, 404);
  EXPECT_EQ(post(pid + "/messages", receipt("wamid.none")).status, 404);
  EXPECT_EQ(post("106540352242923/messages", receipt("wamid.hi")).status, 404);
}

TEST_F(KirimMessages, SendsUnderOneKeyOnce) {
  const std::string body =
      R"({"messaging_product":"whatsapp","to":"+628111222333","type":"text","text":{"body":"hi"}})";
  const auto answered = post(pid + "/messages", body, "k1");
  EXPECT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(at(answered, "/data/object"), "message");
  EXPECT_EQ(at(answered, "/data/status"), "pending");
  EXPECT_EQ(at(answered, "/data/direction"), "outbound");
  EXPECT_EQ(at(answered, "/data/message_id"), "null");
  EXPECT_EQ(post(pid + "/messages", body, "k1").body, answered.body);
  const auto id = at(answered, "/data/id");
  EXPECT_EQ(at(of_account("messages"), "/data/0/id"), id);
  EXPECT_EQ(at(of_account("messages"), "/data/1/id"), "absent");

  // The outbox has it, and what becomes of it shows under the same id.
  std::vector<Lease> leases;
  write([&](Transaction& in) {
    leases = lease(in, first, {.most = 10, .until = in.now + std::chrono::minutes{1}});
  });
  ASSERT_EQ(leases.size(), 1u);
  EXPECT_EQ(leases.at(0).draft.input, "+628111222333");
  parley::Attempt attempt{.outcome = AttemptOutcome::accepted};
  attempt.wamid = "wamid.sent";
  write([&](Transaction& in) { accepted(in, first, leases.at(0), attempt); });
  EXPECT_EQ(at(of_account("messages/" + id), "/data/status"), "sent");
  EXPECT_EQ(at(of_account("messages/" + id), "/data/message_id"), "wamid.sent");
}

TEST_F(KirimMessages, RefusesWhatCannotBeSent) {
  const auto refused = [&](const std::string& members) {
    const auto answered = post(pid + "/messages", R"({"messaging_product":"whatsapp",)" + members + "}");
    EXPECT_EQ(answered.status, 400) << answered.body;
    return at(answered, "/error/code") + " " + at(answered, "/error/param");
  };
  EXPECT_EQ(refused(R"("type":"text","text":{"body":"hi"})"), "missing_required_field to");
  EXPECT_EQ(refused(R"("to":"nobody","type":"text","text":{"body":"hi"})"), "invalid_phone_number to");
  EXPECT_EQ(refused(R"("to":"+628111222333")"), "missing_required_field type");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"text")"), "missing_required_field text");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"sticker","sticker":{"id":"1"})"),
            "invalid_field_value type");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"text","text":{"body":""})").substr(0, 19),
            "invalid_field_value");
  EXPECT_EQ(refused(R"("recipient_type":"group","to":"+628111222333","type":"text","text":{"body":"x"})"),
            "invalid_field_value recipient_type");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"text","text":{})"), "missing_required_field text.body");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"image","image":{})"), "invalid_field_value image");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"image","image":{"id":"1","link":"https://a.example"})"),
            "invalid_field_value image");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"image","image":{"link":"http://a.example"})"),
            "invalid_field_value image.link");
  EXPECT_EQ(refused(R"("to":"+628111222333","type":"template","template":{"language":"id"})"),
            "missing_required_field template.name");
  EXPECT_EQ(at(of_account("messages"), "/data"), "[]");
}

TEST_F(KirimMessages, SendsFromNumbersWithATokenOnly) {
  const std::string body =
      R"({"messaging_product":"whatsapp","to":"628111222333","type":"text","text":{"body":"hi"}})";
  const auto refused = post("106540352242923/messages", body);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(code_of(refused), "account_not_connected");
  EXPECT_EQ(at(get("106540352242923/messages"), "/data"), "[]");
}

TEST_F(KirimMessages, KnowsTemplatesByTheirNames) {
  const MessageTemplate one{.id = 7,
                            .name = "hello",
                            .language = "id",
                            .status = "APPROVED",
                            .category = "UTILITY",
                            .quality = {},
                            .reason = {},
                            .components = "[]",
                            .variables = {},
                            .created_at = {},
                            .updated_at = {}};
  write([&](Transaction& in) { keep_templates(in, acme, first.waba, {one}, in.now); });
  const auto sent = [&](const std::string& name) {
    return post(
        pid + "/messages",
        R"({"messaging_product":"whatsapp","to":"628111222333","type":"template","template":{"name":")" +
            name + R"(","language":"id"}})");
  };
  EXPECT_EQ(sent("hello").status, 200);
  EXPECT_EQ(code_of(sent("unheard_of")), "invalid_template_name template.name");
  scene.now += std::chrono::minutes{1};
  EXPECT_EQ(sent("unheard_of").status, 200) << "there may be one by now, and Meta cannot be asked";
}

TEST_F(KirimMessages, ReceiptsAreKeptToBeTold) {
  asha_writes();
  const auto waiting = [&] {
    std::int64_t marks = 0;
    write([&](Transaction& in) {
      for (const auto& one : sending(in, acme, false)) marks += one.marks;
    });
    return marks;
  };
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(post(pid + "/messages", receipt("wamid.hi")).status, 200);
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(post(pid + "/messages", receipt("wamid.hi")).status, 200);
  EXPECT_EQ(waiting(), 1);
}

// Both spellings of a template's language, and Kirim's own name for reply buttons.
TEST_F(KirimMessages, SendsInMetasForm) {
  const auto object_of = [&](const std::string& members) {
    const auto answered =
        post(pid + "/messages", R"({"messaging_product":"whatsapp","to":"628111222333",)" + members + "}");
    EXPECT_EQ(answered.status, 200) << answered.body;
    std::vector<Lease> leases;
    write([&](Transaction& in) {
      leases = lease(in, first,
                     {.most = 1, .until = in.now + std::chrono::minutes{1}, .pace = per_second(1'000'000)});
      if (!leases.empty()) failed(in, first, leases.at(0), "[]");
    });
    return leases.empty() ? std::string("nothing") : leases.at(0).draft.object;
  };
  EXPECT_EQ(object_of(R"("type":"template","template":{"name":"hello","language":"en_US"})"),
            R"({"name":"hello","language":{"code":"en_US"}})");
  EXPECT_EQ(object_of(R"("type":"template","template":{"name":"hello","language":{"code":"id"}})"),
            R"({"name":"hello","language":{"code":"id"}})");
  const auto buttons = object_of(
      R"("type":"interactive","interactive":{"type":"reply_buttons","body":{"text":"?"},"action":{"buttons":[)"
      R"({"type":"reply","reply":{"id":"1","title":"Yes"}}]}})");
  EXPECT_NE(buttons.find(R"("type":"button")"), std::string::npos) << buttons;
}

}  // namespace
}  // namespace parley::kirim
