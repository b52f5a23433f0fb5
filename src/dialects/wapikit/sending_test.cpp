// Replies as a client sends them, beside a stand-in for the outbox that tells at once what became of each.

#include "dialects/wapikit/inbox_testing.h"
#include "store/outbox.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>

namespace parley::wapikit {
namespace {

using Fate = std::function<void(Transaction&, const Lease&)>;

constexpr asio::use_awaitable_t<Executor> until_done;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Leases what that number has to send, until that many had their fate.
Task<> carry(Store& store, Sender sender, Timestamp now, int count, Fate fate) {
  Timer timer(co_await asio::this_coro::executor);
  while (count > 0) {
    int leased = 0;
    const auto work = [&](Transaction& in) {
      leased = 0;
      const LeaseTerms terms{
          .most = 10, .until = now + std::chrono::seconds{30}, .pace = per_second(100'000)};
      for (const auto& one : lease(in, sender, terms)) {
        fate(in, one);
        ++leased;
      }
    };
    co_await store.write(work);
    count -= leased;
    timer.expires_after(std::chrono::milliseconds{2});
    co_await timer.async_wait(until_done);
  }
}

struct WapikitSending : Inbox {
  WapikitSending() {
    const auto give = [&](Transaction& in) { set_access_token(in, first, "sealed"); };
    scene.wait(scene.store().write(give));
    scene.tell(first, text_from(std::string(ana), "wamid.asks", "Where is it?", second(48)));
  }

  std::string path(const std::string& phone = std::string(ana)) {
    return "/api/conversation/" + conversation_of(phone) + "/messages";
  }
  static std::string body(const std::string& data, const std::string& more = "") {
    return R"({"createdAt":"2026-06-05T07:00:00Z",)" + more + R"("messageData":)" + data + '}';
  }
  static std::string text(const std::string& text) {
    return body(R"({"messageType":"Text","text":")" + text + "\"}");
  }

  // Asks while what is sent meets its fate; what was on its way is kept in `draft`.
  Answered send(const std::string& target, const std::string& said, Fate fate = {},
                std::string with = "wk_acme") {
    if (!fate) {
      fate = [this](Transaction& in, const Lease& of) {
        Attempt attempt{.outcome = AttemptOutcome::accepted};
        attempt.wamid = "wamid.sent" + std::to_string(++sent);
        accepted(in, first, of, attempt);
      };
    }
    const auto seen = [this, fate](Transaction& in, const Lease& of) {
      draft = of.draft;
      fate(in, of);
    };
    auto carried = scene.begin(carry(scene.store(), first, scene.now, 1, seen));
    auto answered = post(target, said, std::move(with));
    scene.wait(std::move(carried));
    return answered;
  }
  Answered send_refused(const std::string& errors) {
    const auto fate = [&](Transaction& in, const Lease& of) { failed(in, first, of, errors); };
    return send(path(), text("no"), fate);
  }

  int sent = 0;
  Draft draft;
};

TEST_F(WapikitSending, AnswersWithMetasId) {
  const auto answered = send(path(), text("It leaves today."));
  expect("sent", answered);
  EXPECT_EQ(draft.object, R"({"body":"It leaves today."})");
  EXPECT_EQ(draft.to.phone, ana);
  EXPECT_EQ(member(answered.body, "whatsAppMessageId"), "wamid.sent1");
  const auto listed = get(path() + "?page=1&per_page=10").body;
  EXPECT_NE(listed.find(member(answered.body, "uniqueId")), std::string::npos);
}

TEST_F(WapikitSending, IsRefusedAtOnceWhereTheNumberHasNoAccessToken) {
  const auto take = [&](Transaction& in) { set_access_token(in, first, ""); };
  scene.wait(scene.store().write(take));
  EXPECT_EQ(post(path(), text("nobody hears")).status, 502);
  EXPECT_EQ(member(get(path() + "?page=1&per_page=10").body, "total"), "1");
}

TEST_F(WapikitSending, SendsEveryType) {
  const struct {
    std::string data, type, object;
  } cases[] = {
      {R"({"messageType":"Image","id":"7","link":"https://chat.example/x","caption":"A"})", "image",
       R"({"id":"7","caption":"A"})"},
      {R"({"messageType":"Video","link":"https://example.org/x.mp4"})", "video",
       R"({"link":"https://example.org/x.mp4"})"},
      {R"({"messageType":"Audio","id":"7","caption":"none"})", "audio", R"({"id":"7"})"},
      {R"({"messageType":"Document","id":"7","fileName":"a.pdf","caption":"A"})", "document",
       R"({"id":"7","caption":"A","filename":"a.pdf"})"},
      {R"({"messageType":"Sticker","id":"7"})", "sticker", R"({"id":"7"})"},
      {R"({"messageType":"Location","latitude":1.5,"longitude":-2,"name":"Home"})", "location",
       R"({"latitude":1.5,"longitude":-2,"name":"Home"})"},
      {R"({"messageType":"Contacts","contacts":[{"name":{"formatted_name":"Ann","first_name":"Ann"}}]})",
       "contacts", R"([{"name":{"formatted_name":"Ann","first_name":"Ann"}}])"},
      {R"({"messageType":"Template","name":"order","language":"en_US","components":[]})", "template",
       R"({"name":"order","language":{"code":"en_US"}})"},
      {R"({"messageType":"Interactive","type":"button","body":{"text":"?"},)"
       R"("action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Yes"}}]}})",
       "interactive",
       R"({"type":"button","body":{"text":"?"},)"
       R"("action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Yes"}}]}})"},
  };
  for (const auto& [data, type, object] : cases) {
    const auto answered = send(path(), body(data));
    EXPECT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(draft.type, type);
    EXPECT_EQ(draft.object, object);
    EXPECT_EQ(member(answered.body, "messageType"), member(data, "messageType"));
    EXPECT_EQ(member(answered.body, "status"), "Sent");
  }
}

TEST_F(WapikitSending, ReactsToAMessageByEitherId) {
  const auto asked = member(get(path() + "?page=1&per_page=10").body, "uniqueId");
  for (const auto& id : {asked, std::string("wamid.asks")}) {
    const auto answered =
        send(path(), body(R"({"messageType":"Reaction","reaction":"👍","messageId":")" + id + "\"}"));
    EXPECT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(draft.object, R"({"message_id":"wamid.asks","emoji":"👍"})");
    EXPECT_EQ(member(answered.body, "messageId"), "wamid.asks");
    EXPECT_EQ(member(answered.body, "messageType"), "Reaction");
    EXPECT_EQ(member(answered.body, "whatsAppMessageId"), "");
  }
}

TEST_F(WapikitSending, RepliesToAMessageByEitherId) {
  const auto asked = member(get(path() + "?page=1&per_page=10").body, "uniqueId");
  for (const auto& id : {asked, std::string("wamid.asks")}) {
    const auto answered =
        send(path(), body(R"({"messageType":"Text","text":"here"})", R"("replyToMessageId":")" + id + "\","));
    EXPECT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(draft.quoted_wamid, "wamid.asks");
    EXPECT_EQ(member(answered.body, "replyToMessageId"), asked);
  }
}

// Neither another conversation's nor another customer's.
TEST_F(WapikitSending, RepliesToNothingElse) {
  scene.tell(first, text_from("919000000001", "wamid.other", "hi", second(1)));
  scene.tell(theirs, text_from("919000000001", "wamid.theirs", "hi", second(1)));
  const auto other = member(get(path("919000000001") + "?page=1&per_page=1").body, "uniqueId");
  const auto listed = get("/api/messages", "wk_rival").body;
  for (const auto& id :
       {other, member(listed, "uniqueId"), std::string("7d444840-9dc0-41d1-b245-5ffdce74fad2")}) {
    const auto reply = body(R"({"messageType":"Text","text":"x"})", R"("replyToMessageId":")" + id + "\",");
    EXPECT_EQ(post(path(), reply).status, 400) << id;
    const auto reaction = body(R"({"messageType":"Reaction","reaction":"x","messageId":")" + id + "\"}");
    EXPECT_EQ(post(path(), reaction).status, 400) << id;
  }
}

TEST_F(WapikitSending, TellsWhyMetaRefuses) {
  const auto closed = send_refused(
      R"([{"code":131047,"title":"Re-engagement message","error_data":{"details":"More than 24 hours"}}])");
  EXPECT_EQ(closed.status, 502);
  EXPECT_EQ(member(closed.body, "message"), "More than 24 hours");
  const auto wrong = send_refused(R"([{"code":132000,"title":"Template Param Count Mismatch"}])");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(member(wrong.body, "message"), "Template Param Count Mismatch");
  const auto listed = get(path() + "?page=1&per_page=1").body;
  EXPECT_EQ(member(listed, "status"), "Failed");
  EXPECT_EQ(member(listed, "whatsAppMessageId"), "");
}

TEST_F(WapikitSending, RefusesWhatCannotBeSent) {
  for (const auto* data : {"null",
                           "{}",
                           "[]",
                           "\"Text\"",
                           R"({"text":"x"})",
                           R"({"messageType":"Text"})",
                           R"({"messageType":"Text","text":""})",
                           R"({"messageType":"Text","text":{}})",
                           R"({"messageType":"text","text":"x"})",
                           R"({"messageType":"Unsupported"})",
                           R"({"messageType":"Image"})",
                           R"({"messageType":"Image","link":"x"})",
                           R"({"messageType":"Location","latitude":91,"longitude":0})",
                           R"({"messageType":"Location","latitude":1})",
                           R"({"messageType":"Location","latitude":"x","longitude":0})",
                           R"({"messageType":"Reaction","reaction":"x"})",
                           R"({"messageType":"Template","name":"x"})",
                           R"({"messageType":"Contacts","contacts":{}})",
                           R"({"messageType":"Contacts"})",
                           R"({"messageType":"Interactive"})",
                           R"({"messageType":"Interactive","type":"button"})"}) {
    EXPECT_EQ(post(path(), body(data)).status, 400) << data;
  }
  for (const auto* whole : {"", "[]", "{}", R"({"messageData":{"messageType":"Text","text":"\ud800"}})"})
    EXPECT_EQ(post(path(), whole).status, 400) << whole;
  EXPECT_EQ(post(path(), text(std::string(4097, 'x'))).status, 400);
  EXPECT_EQ(post("/api/conversation/x/messages", text("x")).status, 400);
  EXPECT_EQ(post("/api/conversation/7d444840-9dc0-41d1-b245-5ffdce74fad2/messages", text("x")).status, 404);
  EXPECT_EQ(post(path(), text("x"), "wk_rival").status, 404);
  EXPECT_EQ(post(path(), text("x"), "wk_bound").status, 404);
  EXPECT_EQ(member(get(path() + "?page=1&per_page=10").body, "total"), "1") << "nothing was kept";
}

// Whom a conversation is with, whatever names them.
TEST_F(WapikitSending, SendsToWhoeverTheConversationIsWith) {
  const auto newest = [&] { return member(get("/api/messages?page=1&per_page=1").body, "conversationId"); };
  auto of_person = text_from("", "wamid.b", "hi", scene.now + std::chrono::seconds{1});
  of_person.peer.bsuid = "US.13491208655302741918";
  scene.tell(first, of_person);
  EXPECT_EQ(send("/api/conversation/" + newest() + "/messages", text("x")).status, 200);
  EXPECT_EQ(draft.to.bsuid, "US.13491208655302741918");
  EXPECT_EQ(draft.to.phone, "");
  scene.now += std::chrono::hours{1};
  auto of_group = text_from("919000000001", "wamid.g", "hi", scene.now + std::chrono::seconds{1});
  of_group.peer.group = "120363040000000000";
  scene.tell(first, of_group);
  const auto conversation = newest();
  EXPECT_EQ(send("/api/conversation/" + conversation + "/messages", text("y")).status, 200);
  EXPECT_EQ(draft.to.group, "120363040000000000");
  EXPECT_EQ(draft.to.phone, "");
}

TEST_F(WapikitSending, RefusesUploadsThatAreNone) {
  const auto base = "/api/conversation/" + conversation_of(ana);
  const auto form = [](const std::string& head, const std::string& bytes) {
    return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + bytes + "\r\n--b--\r\n";
  };
  for (const auto* path : {"/upload", "/media"}) {
    content_type = "application/json";
    EXPECT_EQ(member(post(base + path, "{}").body, "message"), "failed to parse multipart form");
    content_type = "multipart/form-data; boundary=b";
    for (const auto& [head, bytes] :
         {std::pair{"name=\"file\"", "x"}, std::pair{"name=\"other\"; filename=\"a\"", "x"},
          std::pair{"name=\"file\"; filename=\"a\"", ""}}) {
      const auto refused = post(base + path, form(head, bytes));
      EXPECT_EQ(refused.status, 400);
      EXPECT_EQ(member(refused.body, "message"), "file is required");
    }
    const auto whole = form("name=\"file\"; filename=\"a.png\"", "x");
    EXPECT_EQ(post(base + path, whole).status, 502) << "there is nobody to give it to";
    EXPECT_EQ(post(base + path, whole, "wk_rival").status, 404);
    EXPECT_EQ(post(base + path, whole, "wk_bound").status, 404);
  }
}

TEST_F(WapikitSending, NeedsMetaForTemplates) {
  EXPECT_EQ(get("/api/organization/templates").status, 502);
  EXPECT_EQ(get("/api/organization/templates/1").status, 502);
}

TEST_F(WapikitSending, NeedsThePermissionToRead) {
  person("Rita", false, bits_of(Permission::read_contacts), "wk_rita");
  EXPECT_EQ(post(path(), text("x"), "wk_rita").status, 401);
  person("Nora", false, bits_of(Permission::read_conversations), "wk_nora");
  EXPECT_EQ(send(path(), text("x"), {}, "wk_nora").status, 200);
}

}  // namespace
}  // namespace parley::wapikit
