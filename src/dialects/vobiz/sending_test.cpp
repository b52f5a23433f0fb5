#include "dialects/vobiz/testing.h"
#include "store/outbox.h"

namespace parley::vobiz {
namespace {

const std::string waba = "102290129340398";

struct VobizSending : Vobiz {
  // The id of the first number's channel, or the second's.
  std::string channel(const std::string& row = "0", const Headers& headers = acme_headers()) {
    return at(get(current + "/channels/whatsapp", headers).body, "/items/" + row + "/id");
  }
  // What both states are told of the channel and the person.
  std::string head(const std::string& to = "+919876543210") {
    return R"({"channel_id":")" + channel() + R"(","waba_id":")" + waba + R"(","to":")" + to + "\",";
  }
  std::string text_body(const std::string& text = "Hello!") {
    return head() + R"("type":"text","text":{"body":")" + text + "\"}}";
  }
  // What is to be sent of the first number next.
  std::vector<Lease> leases() {
    std::vector<Lease> all;
    const auto work = [&](Transaction& in) {
      all = lease(in, first,
                  {.most = 100, .until = scene.now + std::chrono::seconds{30}, .pace = per_second(100'000)});
    };
    scene.wait(scene.store().write(work));
    return all;
  }
};

TEST_F(VobizSending, AnswersAsPendingAndShowsItInTheList) {
  const auto sent = post(current + "/messages", text_body());
  expect_form("message", sent);
  expect_answer("sent", sent, 201);
  const auto listed = get(messages_of(current));
  EXPECT_EQ(at(listed.body, "/items/0"), minified(sent.body));
  EXPECT_EQ(get(current + "/messages/" + at(sent.body, "/id")).body, sent.body);
  const auto legacy_one = get(legacy + "/messages/" + at(sent.body, "/id"));
  expect_form("legacy message", legacy_one);
  EXPECT_EQ(at(legacy_one.body, "/status"), "pending");
}

TEST_F(VobizSending, AnswersTheLegacyStateWithBothStatesMembers) {
  for (const auto* path : {"/messages", "/send"}) {
    const auto sent = post(legacy + path, text_body(path));
    EXPECT_EQ(sent.status, 201);
    expect_form("legacy sent message", sent);
    EXPECT_EQ(at(sent.body, "/to"), "+919876543210");
    EXPECT_EQ(at(sent.body, "/id"), at(get(messages_of(legacy)).body, "/data/0/id"));
    if (std::string_view(path) == "/messages") expect_answer("legacy_sent", sent, 201);
  }
}

// What goes to Meta of each type, in both spellings of media and templates.
TEST_F(VobizSending, SendsEveryType) {
  const struct {
    std::string said, type, object;
  } cases[] = {
      {R"("type":"text","text":{"body":"Hi","preview_url":true})", "text",
       R"({"body":"Hi","preview_url":true})"},
      {R"("type":"image","media":{"link":"https://example.org/a.png","caption":"A","filename":"x"})", "image",
       R"({"link":"https://example.org/a.png","caption":"A"})"},
      {R"("type":"image","image":{"url":"https://example.org/a.png"})", "image",
       R"({"link":"https://example.org/a.png"})"},
      {R"("type":"video","video":{"link":"https://example.org/a.mp4"})", "video",
       R"({"link":"https://example.org/a.mp4"})"},
      {R"("type":"audio","media":{"id":"42","caption":"none of audio"})", "audio", R"({"id":"42"})"},
      {R"("type":"document","media":{"id":42,"filename":"bill.pdf","caption":"Yours"})", "document",
       R"({"id":"42","caption":"Yours","filename":"bill.pdf"})"},
      {R"("type":"sticker","media":{"id":"42"})", "sticker", R"({"id":"42"})"},
      {R"("type":"template","template":{"name":"order","language":{"code":"en_US"},"category":"UTILITY",)"
       R"("components":[{"type":"body","parameters":[{"type":"text","text":"7"}]}]})",
       "template",
       R"({"name":"order","language":{"code":"en_US"},)"
       R"("components":[{"type":"body","parameters":[{"type":"text","text":"7"}]}]})"},
      {R"("type":"template","template":{"name":"order","language":"en_US","parameters":["7",{"type":"text","text":"x"}]})",
       "template",
       R"({"name":"order","language":{"code":"en_US"},"components":[{"type":"body",)"
       R"("parameters":[{"type":"text","text":"7"},{"type":"text","text":"x"}]}]})"},
      {R"("type":"location","location":{"latitude":1.5,"longitude":2})", "location",
       R"({"latitude":1.5,"longitude":2})"},
      {R"("type":"contacts","contacts":[{"name":{"formatted_name":"Ann","first_name":"Ann"}}])", "contacts",
       R"([{"name":{"formatted_name":"Ann","first_name":"Ann"}}])"},
      {R"("type":"reaction","reaction":{"message_id":"wamid.9","emoji":"👍"})", "reaction",
       R"({"message_id":"wamid.9","emoji":"👍"})"},
      {R"("type":"hologram","hologram":{"depth":3})", "hologram", R"({"depth":3})"},
  };
  int person = 0;
  for (const auto& base : both) {
    for (const auto& [said, type, object] : cases) {
      const auto to = "+9190000000" + std::to_string(10 + person++);
      const auto sent = post(base + "/messages", head(to) + said + '}');
      ASSERT_EQ(sent.status, 201) << said << sent.body;
      expect_form(base == legacy ? "legacy sent message" : "message", sent);
      EXPECT_EQ(at(sent.body, "/type"), type);
      const auto going = leases();
      ASSERT_EQ(going.size(), 1U) << said;
      EXPECT_EQ(going[0].draft.type, type);
      EXPECT_EQ(going[0].draft.object, object);
      EXPECT_EQ(going[0].draft.input, to);
      EXPECT_EQ(going[0].draft.to.phone, to.substr(1));
    }
  }
}

TEST_F(VobizSending, TellsWhatBecameOfIt) {
  const auto sent = post(current + "/messages", text_body());
  const auto path = current + "/messages/" + at(sent.body, "/id");
  const auto going = leases();
  const auto work = [&](Transaction& in) {
    failed(
        in, first, going.at(0),
        R"([{"code":131047,"title":"Re-engagement message","error_data":{"details":"More than 24 hours"}}])");
  };
  scene.wait(scene.store().write(work));
  const auto told = get(path);
  expect_form("message", told);
  EXPECT_EQ(at(told.body, "/status"), "failed");
  EXPECT_EQ(at(told.body, "/error_code"), "131047");
  EXPECT_EQ(at(told.body, "/error_desc"), "More than 24 hours");
  const auto listed = get(messages_of(legacy));
  expect_form("legacy messages", listed);
  EXPECT_EQ(at(listed.body, "/data/0/error_code"), "131047");
  EXPECT_EQ(at(get(messages_of(current)).body, "/items/0/error_desc"), "More than 24 hours");

  const auto other = post(current + "/messages", text_body("again"));
  const auto next = leases();
  const auto take = [&](Transaction& in) {
    Attempt attempt{.outcome = AttemptOutcome::accepted};
    attempt.wamid = "wamid.A";
    accepted(in, first, next.at(0), attempt);
  };
  scene.wait(scene.store().write(take));
  scene.tell(first, status_of("wamid.A", MessageStatus::delivered, minute(31)));
  const auto found = get(current + "/messages/" + at(other.body, "/id")).body;
  EXPECT_EQ(at(found, "/status"), "delivered");
  EXPECT_EQ(at(found, "/meta_message_id"), "wamid.A");
}

TEST_F(VobizSending, SendsOnceUnderOneKey) {
  auto headers = acme_headers();
  headers.emplace_back("Idempotency-Key", "k1");
  const auto body = text_body();
  const auto one = post(current + "/messages", body, headers);
  EXPECT_EQ(post(current + "/messages", body, headers).body, one.body);
  EXPECT_EQ(one.status, 201);
  expect_refusal(post(current + "/messages", text_body("other"), headers), 409, "CONFLICT");
  EXPECT_EQ(leases().size(), 1U);
  headers.back().second = std::string(256, 'k');
  expect_refusal(post(current + "/messages", body, headers), 400, "BAD_REQUEST");
}

TEST_F(VobizSending, RefusesWhatCannotBeSent) {
  const auto id = channel();
  const auto body = [&](const std::string& channel_id, const std::string& account, const std::string& to,
                        const std::string& rest) {
    return R"({"channel_id":")" + channel_id + R"(","waba_id":")" + account + R"(","to":")" + to + "\"" +
           rest + '}';
  };
  const std::string text = R"(,"type":"text","text":{"body":"x"})";
  const struct {
    std::string body, code;
  } cases[] = {
      {"", "BAD_REQUEST"},
      {"[]", "BAD_REQUEST"},
      {"{}", "BAD_REQUEST"},
      {body("", waba, "+919876543210", text), "BAD_REQUEST"},
      {body(id, waba, "", text), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", ""), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"text")"), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"text","text":"x")"), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"text","text":{"body":""})"), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"text","text":{"body":")" + std::string(4097, 'x') + "\"}"),
       "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"image","media":{})"), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"image","media":{"link":"ftp://example.org/x"})"),
       "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"to","to":"x")"), "BAD_REQUEST"},
      {body(id, waba, "+919876543210", R"(,"type":"template","template":{"name":"x"})"), "PARAMETER_ERROR"},
      {body(id, waba, "+919876543210", R"(,"type":"template")"), "BAD_REQUEST"},
      {body(id, waba, "919876543210", text), "INVALID_NUMBER"},
      {body(id, waba, "+0123456789", text), "INVALID_NUMBER"},
      {body(id, waba, "+123456", text), "INVALID_NUMBER"},
      {body(id, waba, "+1234567890123456", text), "INVALID_NUMBER"},
      {body(id, waba, "+91 98765 43210", text), "INVALID_NUMBER"},
      {body("x", waba, "+919876543210", text), "INVALID_CHANNEL"},
      {body("2f8892e1-59b7-40a2-b518-e7a7c31a754d", waba, "+919876543210", text), "INVALID_CHANNEL"},
      {body(channel("0", rival_headers()), waba, "+919876543210", text), "INVALID_CHANNEL"},
      {body(id, "102290129340399", "+919876543210", text), "INVALID_CHANNEL"},
  };
  for (const auto& each : cases) expect_refusal(post(current + "/messages", each.body), 400, each.code);
  // The account is named in the current state only.
  const auto without = R"({"channel_id":")" + id + R"(","to":"+919876543210")" + text + '}';
  expect_refusal(post(current + "/messages", without), 400, "BAD_REQUEST");
  EXPECT_EQ(post(legacy + "/messages", without).status, 201);
  EXPECT_EQ(leases().size(), 1U);
}

TEST_F(VobizSending, SendsFromABoundTokensOwnChannelOnly) {
  const auto own = text_body();
  EXPECT_EQ(post(current + "/messages", own, bound_headers()).status, 201);
  auto others = own;
  replace_all(others, channel(), channel("1"));
  expect_refusal(post(current + "/messages", others, bound_headers()), 400, "INVALID_CHANNEL");
  const auto sent = post(current + "/messages", others);
  ASSERT_EQ(sent.status, 201);
  expect_refusal(get(current + "/messages/" + at(sent.body, "/id"), bound_headers()), 404,
                 "MESSAGE_NOT_FOUND");
}

TEST_F(VobizSending, KnowsNoMessageByAnotherId) {
  const auto sent = post(current + "/messages", text_body());
  for (const auto& base : both) {
    for (const auto& id : {std::string("x"), std::string("2f8892e1-59b7-40a2-b518-e7a7c31a754d"),
                           std::string("%00"), std::string("%FF"), channel()}) {
      expect_refusal(get(base + "/messages/" + id), 404, "MESSAGE_NOT_FOUND");
    }
    expect_refusal(get(base + "/messages/" + at(sent.body, "/id"), rival_headers()), 404,
                   "MESSAGE_NOT_FOUND");
  }
}

}  // namespace
}  // namespace parley::vobiz
