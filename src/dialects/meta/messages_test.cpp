// Messages in Meta's shape with Kapso's block, over the real store.

#include "dialects/meta/testing.h"

namespace parley::graph {
namespace {

std::string documented(const std::string& conversation) {
  auto text = file_text(PARLEY_SOURCE_DIR "/src/dialects/meta/testdata/documented/message.json");
  return text.replace(text.find("the-conversation"), 16, conversation);
}

struct GraphMessages : GraphDialect {
  // One from John with that content.
  Answered shown(Content content) {
    auto fact = text_from(john, "wamid.one", "", second(1));
    fact.content = std::move(content);
    scene.tell(first, fact);
    return of_number("messages/wamid.one");
  }
};

TEST_F(GraphMessages, AreAsDocumented) {
  const auto id = john_writes();
  const auto answered = of_number("messages?limit=1");
  expect("messages", answered);
  EXPECT_EQ(difference(documented(id), at(answered, "/data/0")), "");
  EXPECT_EQ(of_number("messages/wamid.hello").body, at(answered, "/data/0"));
}

TEST_F(GraphMessages, AreFoundByAnyWamid) {
  const std::string wamid = "wamid.HBgL+MTU1/NTEyMzQ=//A==";
  says(john, wamid, second(1));
  EXPECT_EQ(at(of_number("messages/" + wamid), "/id"), wamid);
  EXPECT_EQ(at(of_number("messages/wamid.HBgL%2BMTU1%2FNTEyMzQ%3D%2F%2FA%3D%3D?fields=kapso()"), "/id"),
            wamid);
  for (const auto* unknown : {"wamid.HBgL", "x", "%00", "%FF"})
    EXPECT_EQ(refusal_in(of_number("messages/" + std::string(unknown))), "404 100/33") << unknown;
}

TEST_F(GraphMessages, TellWhatBecameOfThem) {
  scene.tell(first, text_to(john, "wamid.ours", "Good day", second(1)));
  auto sent = status_of("wamid.ours", MessageStatus::sent, second(2));
  sent.details = R"({"pricing":{"billable":true,"category":"service"}})";
  scene.tell(first, sent);
  scene.tell(first, status_of("wamid.ours", MessageStatus::read, second(4)));
  const auto answered = of_number("messages/wamid.ours");
  expect("message_sent", answered);
  EXPECT_EQ(at(answered, "/kapso/status"), "read");
  EXPECT_EQ(at(answered, "/kapso/statuses/0/pricing/category"), "service");
  EXPECT_EQ(at(answered, "/kapso/origin"), "business_app");

  scene.tell(first, text_to(john, "wamid.lost", "Good day", second(5)));
  auto failed = status_of("wamid.lost", MessageStatus::failed, second(6));
  failed.errors = R"([{"code":131026,"title":"Message undeliverable"}])";
  scene.tell(first, failed);
  const auto lost = of_number("messages/wamid.lost");
  EXPECT_EQ(at(lost, "/kapso/status"), "failed");
  EXPECT_EQ(at(lost, "/errors/0/code"), "131026");
  EXPECT_EQ(at(lost, "/kapso/statuses/0/errors/0/code"), "131026");
}

TEST_F(GraphMessages, HoldFilesAsMetaHasThem) {
  Content image{.type = "image", .text = "", .caption = "Look"};
  image.media = Media{.id = "1234", .mime_type = "image/jpeg", .sha256 = "abc="};
  const auto answered = shown(image);
  EXPECT_EQ(at(answered, "/image"),
            R"({"id":"1234","mime_type":"image/jpeg","sha256":"abc=","caption":"Look"})");
  EXPECT_EQ(at(answered, "/kapso/has_media"), "true");
  EXPECT_EQ(at(answered, "/kapso/content"), "Look");
  EXPECT_EQ(at(answered, "/kapso/media_data/content_type"), "image/jpeg");
  EXPECT_EQ(at(answered, "/kapso/message_type_data"), R"({"mime_type":"image/jpeg"})");
}

TEST_F(GraphMessages, HoldVoiceAndDocuments) {
  Content voice{.type = "audio"};
  voice.media = Media{.id = "1", .mime_type = "audio/ogg; codecs=opus", .voice = true};
  EXPECT_EQ(at(shown(voice), "/audio"), R"({"id":"1","mime_type":"audio/ogg; codecs=opus","voice":true})");
}

TEST_F(GraphMessages, HoldEveryKind) {
  const struct {
    std::string type, object, text, words;
  } kinds[] = {
      {"location", R"({"latitude":1.5,"longitude":2,"name":"Office"})", "Office", "Location: Office"},
      {"contacts", R"([{"name":{"formatted_name":"Ann"}}])", "Ann", "Contact: Ann"},
      {"interactive", R"({"type":"button_reply","button_reply":{"id":"b","title":"Yes"}})", "Yes", "Yes"},
      {"button", R"({"payload":"P","text":"Stop"})", "Stop", "Stop"},
      {"unsupported", R"({"type":"poll_creation"})", "Unsupported message", "Unsupported message"},
      {"news \"of\" 2031", R"({"x":[1,{"y":null}]})", "Unsupported message", "Unsupported message"},
  };
  int count = 0;
  for (const auto& [type, object, text, words] : kinds) {
    const auto wamid = "wamid.kind" + std::to_string(++count);
    auto fact = text_from(john, wamid, text, second(count));
    fact.content = {.type = type, .text = text, .object = object};
    scene.tell(first, fact);
    const auto answered = of_number("messages/" + wamid);
    EXPECT_EQ(at(answered, "/" + type), object) << answered.body;
    EXPECT_EQ(at(answered, "/type"), type);
    EXPECT_EQ(at(answered, "/kapso/content"), words);
  }
}

TEST_F(GraphMessages, NameAnOrdersWordsTwice) {
  const auto answered = shown({.type = "order",
                               .text = "Please",
                               .object = R"({"catalog_id":"1","text":"Please","product_items":[]})"});
  EXPECT_EQ(at(answered, "/order/order_text"), "Please");
  EXPECT_EQ(at(answered, "/order/text"), "Please");
  EXPECT_EQ(at(answered, "/kapso/order_text"), "Please");
}

TEST_F(GraphMessages, ReadTheAnswerToAFlow) {
  const auto answered = shown(
      {.type = "interactive",
       .text = "Sent",
       .object =
           R"({"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"flow_token\":\"t\",\"a\":[1]}"}})"});
  EXPECT_EQ(at(answered, "/kapso/flow_response"), R"({"flow_token":"t","a":[1]})");
  EXPECT_EQ(at(answered, "/kapso/flow_token"), "t");
  EXPECT_EQ(at(answered, "/kapso/flow_name"), "flow");
  EXPECT_EQ(at(of_number("messages/wamid.one?fields=kapso(flow_name)"), "/kapso"), R"({"flow_name":"flow"})");
}

TEST_F(GraphMessages, PutUpWithAFlowThatSaysNothing) {
  for (const auto* response : {R"("")", "null", R"("[1,2]")", R"("{broken")", "7"}) {
    static int count = 0;
    const auto wamid = "wamid.flow" + std::to_string(++count);
    auto fact = text_from(john, wamid, "Sent", second(count));
    fact.content = {
        .type = "interactive",
        .text = "Sent",
        .object = R"({"type":"nfm_reply","nfm_reply":{"response_json":)" + std::string(response) + "}}"};
    scene.tell(first, fact);
    EXPECT_EQ(of_number("messages/" + wamid).status, 200) << response;
  }
}

TEST_F(GraphMessages, TellWhatTheyAnswerAndWhereTheyComeFrom) {
  auto fact = text_from(john, "wamid.reply", "yes", second(3));
  fact.quoted_wamid = "wamid.hi";
  fact.forwarded = true;
  fact.referral = R"({"source_id":"ad"})";
  scene.tell(first, fact);
  const auto answered = of_number("messages/wamid.reply");
  EXPECT_EQ(at(answered, "/context"), R"({"id":"wamid.hi","forwarded":true})");
  EXPECT_EQ(at(answered, "/referral"), R"({"source_id":"ad"})");
  EXPECT_EQ(at(answered, "/kapso/message_type_data/context_message_id"), "wamid.hi");

  auto product = text_from(john, "wamid.product", "this?", second(4));
  product.context = R"({"from":"1","id":"wamid.x","referred_product":{"catalog_id":"7"}})";
  scene.tell(first, product);
  EXPECT_EQ(at(of_number("messages/wamid.product"), "/context/referred_product/catalog_id"), "7");

  auto old = text_from(john, "wamid.old", "long ago", second(0));
  old.origin = Origin::history;
  scene.tell(first, old);
  EXPECT_EQ(at(of_number("messages/wamid.old"), "/kapso/origin"), "history_sync");
}

TEST_F(GraphMessages, SayNothingOfWhatWasTakenBack) {
  john_writes();
  scene.tell(first, EditFact{.wamid = "wamid.e",
                             .target = "wamid.hi",
                             .at = second(5),
                             .peer = {.phone = john},
                             .content = {.type = "text", .text = "hi there"}});
  EXPECT_EQ(at(of_number("messages/wamid.hi"), "/text/body"), "hi there");
  EXPECT_EQ(at(of_number("messages/wamid.hi"), "/kapso/message_type_data/edited"), "true");
  scene.tell(first,
             RevokeFact{.wamid = "wamid.r", .target = "wamid.hi", .at = second(6), .peer = {.phone = john}});
  const auto answered = of_number("messages/wamid.hi");
  EXPECT_EQ(at(answered, "/text"), "absent");
  EXPECT_EQ(at(answered, "/kapso/content"), "null");
  EXPECT_EQ(at(answered, "/kapso/message_type_data/deleted"), "true");
}

TEST_F(GraphMessages, NameWhoHasNoNumber) {
  auto fact = text_from("", "wamid.nobody", "hi", second(1));
  fact.peer = {.bsuid = "US.123"};
  scene.tell(first, fact);
  const auto answered = of_number("messages/wamid.nobody");
  EXPECT_EQ(at(answered, "/from"), "absent");
  EXPECT_EQ(at(answered, "/from_user_id"), "US.123");
  EXPECT_EQ(at(answered, "/kapso/phone_number"), "null");
  EXPECT_EQ(at(of_number("conversations"), "/data/0/phone_number"), "null");
  EXPECT_EQ(at(of_number("conversations?phone_number=US.123"), "/data/0/business_scoped_user_id"), "US.123");
}

TEST_F(GraphMessages, NameTheGroupTheyWentTo) {
  auto theirs = text_from("", "wamid.theirs", "hi all", second(1));
  theirs.peer = {.group = "Y2FwaV9ncm91cA"};
  theirs.author = {.phone = john};
  scene.tell(first, theirs);
  auto ours = text_to("", "wamid.ours", "welcome", second(2));
  ours.peer = {.group = "Y2FwaV9ncm91cA"};
  scene.tell(first, ours);
  const auto inbound = of_number("messages/wamid.theirs"), outbound = of_number("messages/wamid.ours");
  EXPECT_EQ(at(inbound, "/from"), john);
  EXPECT_EQ(at(inbound, "/group_id"), "Y2FwaV9ncm91cA");
  EXPECT_EQ(at(outbound, "/to"), "Y2FwaV9ncm91cA");
  EXPECT_EQ(at(of_number("conversations"), "/data/0/phone_number"), "null");
}

TEST_F(GraphMessages, AreFiltered) {
  const auto id = john_writes();
  scene.tell(first, text_to(john, "wamid.ours", "Good day", second(5)));
  scene.tell(first, status_of("wamid.ours", MessageStatus::played, second(6)));
  const auto found = [&](const std::string& query) {
    const auto answered = of_number("messages?" + query);
    EXPECT_EQ(answered.status, 200) << query;
    std::string ids;
    for (int i = 0; i < 5; ++i) {
      const auto wamid = at(answered, "/data/" + std::to_string(i) + "/id");
      if (wamid != "absent") ids += wamid.substr(6) + ' ';
    }
    return ids;
  };
  EXPECT_EQ(found(""), "ours hello hi ");
  EXPECT_EQ(found("direction=inbound"), "hello hi ");
  EXPECT_EQ(found("direction=outbound&status=read"), "ours ");
  EXPECT_EQ(found("direction=inbound&status=read"), "");
  EXPECT_EQ(found("status=received"), "hello hi ");
  EXPECT_EQ(found("status=sent"), "");
  EXPECT_EQ(found("status=lost"), "");
  EXPECT_EQ(found("direction=sideways"), "");
  EXPECT_EQ(found("since=2026-05-28T14:25:01Z&until=2026-05-28T14:25:01Z"), "hello ");
  EXPECT_EQ(found("since=1779978301"), "ours hello ");
  EXPECT_EQ(found("conversation_id=" + id), "ours hello hi ");
  EXPECT_EQ(found("conversation_id=00000000-0000-4000-8000-000000000000"), "");
  EXPECT_EQ(found("conversation_id=nonsense"), "");
  EXPECT_EQ(at(get("106540352242923/messages?conversation_id=" + id), "/data"), "[]");
  EXPECT_EQ(refusal_in(of_number("messages?since=never")), "400 100");
}

}  // namespace
}  // namespace parley::graph
