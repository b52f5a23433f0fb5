#include "meta/draft.h"

#include "meta/draft_testing.h"

#include <gtest/gtest.h>

namespace parley::meta {
namespace {

const std::string hi = R"("text":{"body":"hi"})";

TEST(Draft, IsReadFromMetasShape) {
  const auto draft = draft_in(
      R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"+1 (650) 555-1234","type":"text",)"
      R"("text":{"preview_url":true,"body":"h\u00e9 \ud83d\ude00"},"context":{"message_id":"wamid.q"},)"
      R"("biz_opaque_callback_data":"order 12","recipient_identity_key_hash":"abc"})");
  EXPECT_EQ(draft.type, "text");
  EXPECT_EQ(draft.object, R"({"preview_url":true,"body":"hé 😀"})");
  EXPECT_EQ(draft.content.type, "text");
  EXPECT_EQ(draft.content.text, "hé 😀");
  EXPECT_EQ(draft.to, Identity{.phone = "16505551234"});
  EXPECT_EQ(draft.input, "+1 (650) 555-1234");
  EXPECT_EQ(draft.quoted_wamid, "wamid.q");
  EXPECT_EQ(draft.callback_data, "order 12");
  EXPECT_EQ(draft.more, R"({"recipient_identity_key_hash":"abc"})");
  EXPECT_FALSE(draft.reaction);
}

TEST(Draft, IsWrittenAsItWasRead) {
  const std::string bodies[] = {
      R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"+1 650","type":"text","text":{"body":"hi","x":1.50}})",
      R"({"messaging_product":"whatsapp","recipient_type":"group","to":"g-1","type":"pin","pin":{"a":[1,null]}})",
      R"({"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.1349","type":"sticker","sticker":{"id":"1"},"context":{"message_id":"w"},"biz_opaque_callback_data":"d","recipient_identity_key_hash":"h","new":{"a":1}})",
  };
  for (const auto& body : bodies) {
    const auto draft = draft_in(body);
    EXPECT_EQ(graph_body(draft, draft.callback_data), body);
  }
}

TEST(Draft, GoesOutWithTheTagThatFindsItAgain) {
  const auto draft = draft_in(send_body(hi + R"(,"biz_opaque_callback_data":"theirs")"));
  const auto data = callback_data_with("7Ab", draft.callback_data);
  EXPECT_NE(graph_body(draft, data).find(R"("biz_opaque_callback_data":"parley:7Ab theirs")"),
            std::string::npos);
  EXPECT_EQ(graph_body(draft, "").find("biz_opaque_callback_data"), std::string::npos);
}

TEST(Draft, GoesToWhomeverItNames) {
  const auto to = [](const std::string& members) {
    const auto draft = draft_in(R"({"messaging_product":"WhatsApp",)" + members + "," + hi + "}");
    const auto& who = draft.to;
    return who.phone + '|' + who.bsuid + '|' + who.parent + '|' + who.group + ' ' + draft.input;
  };
  EXPECT_EQ(to(R"("to":"16505551234")"), "16505551234||| 16505551234");
  EXPECT_EQ(to(R"("to":16505551234)"), "16505551234||| 16505551234");
  EXPECT_EQ(to(R"("recipient":"US.13491208655302741918")"),
            "|US.13491208655302741918|| US.13491208655302741918");
  EXPECT_EQ(to(R"("recipient":"US.ENT.1181")"), "||US.ENT.1181| US.ENT.1181");
  EXPECT_EQ(to(R"("to":"+1650","recipient":"US.1349")"), "1650||| +1650") << "of two, `to` wins";
  EXPECT_EQ(to(R"("to":"Y2FwaV9n","recipient_type":"group")"), "|||Y2FwaV9n Y2FwaV9n");
}

TEST(Draft, IsRefusedWhereItNamesNobody) {
  const auto of = [](const std::string& members) {
    return refusal_in(R"({"messaging_product":"whatsapp",)" + members + hi + "}");
  };
  EXPECT_EQ(of(""), "100 The parameter to is required.");
  EXPECT_EQ(of(R"("to":"",)"), "100 The parameter to is required.");
  for (const auto* to : {"abc", "12", "+", "1650555+1234", "123456789012345678901", "US.1349", "wa:1650555"})
    EXPECT_EQ(of(R"("to":")" + std::string(to) + "\","), "100 Parameter Invalid: to is not a phone number")
        << to;
  EXPECT_EQ(of(R"("recipient":"16505551234",)"),
            "100 Parameter Invalid: recipient is not a business-scoped user id");
  EXPECT_EQ(of(R"("to":"1650555","recipient_type":"crowd",)"),
            "100 Param recipient_type must be one of {INDIVIDUAL, GROUP} - got \"crowd\".");
}

TEST(Draft, IsRefusedWhereTheEnvelopeIsWrong) {
  EXPECT_EQ(refusal_in(R"({"to":"16505551234","text":{"body":"hi"}})"),
            "100 The parameter messaging_product is required.");
  EXPECT_EQ(refusal_in(R"({"messaging_product":"sms","to":"16505551234","text":{"body":"hi"}})"),
            "100 Param messaging_product must be one of {WHATSAPP} - got \"sms\".");
  for (const auto* body :
       {"", "[]", "null", "{", "{\"messaging_product\":\"whatsapp\",\"text\":{\"body\":\"\xFF\"}}",
        R"({"messaging_product":"whatsapp","text":{"body":"a\u0000"}})",
        R"({"messaging_product":"whatsapp","text":{"body":"\ud83d"}})"})
    EXPECT_EQ(refusal_in(body), "100 The body is not a JSON object") << body;
  EXPECT_EQ(refusal_in(send_body(R"("type":"image","text":{"body":"hi"})")),
            "100 The parameter image is required.");
  EXPECT_EQ(refusal_in(send_body(R"("type":"to")")), "100 Param type is not a message type.");
  EXPECT_EQ(refusal_in(send_body(hi + R"(,"context":"w")")), "100 Param context must be a JSON object.");
  EXPECT_EQ(refusal_in(send_body(hi + R"(,"context":{})")),
            "100 The parameter context['message_id'] is required.");
  EXPECT_EQ(refusal_in(send_body(hi + R"(,"context":null)")), "");
}

TEST(Draft, HoldsCallbackDataOf512CodePoints) {
  const auto with = [](const std::string& data) {
    return send_body(hi + R"(,"biz_opaque_callback_data":")" + data + '"');
  };
  EXPECT_EQ(refusal_in(with(times(512, "😀"))), "");
  EXPECT_EQ(refusal_in(with(times(513, "x"))),
            "100 Param biz_opaque_callback_data must be at most 512 characters long.");
}

TEST(Draft, NeverKeepsASecretOfTheEnvelope) {
  const auto draft = draft_in(send_body(hi + R"(,"access_token":"EAAsecret","appsecret_proof":"p","ttl":5)"));
  EXPECT_EQ(draft.more, R"({"ttl":5})");
  EXPECT_EQ(graph_body(draft, "").find("EAAsecret"), std::string::npos);
}

TEST(Draft, IsRefusedWhereItIsTooLarge) {
  const auto with = [](std::size_t size) {
    return send_body("hologram", R"({"x":")" + times(size, "x") + "\"}");
  };
  EXPECT_EQ(refusal_in(with(256 * 1024 - 8)), "");
  EXPECT_EQ(refusal_in(with(256 * 1024 - 7)), "100 Parameter Invalid: the message is too large");
}

TEST(Draft, KeepsWhatIsReadOfIt) {
  const auto content = [](const std::string& type, const std::string& object) {
    return draft_in(send_body(type, object)).content;
  };
  const auto image = content("image", R"({"link":"https://a/b.jpg","caption":"our shop"})");
  EXPECT_EQ(image.caption, "our shop");
  EXPECT_EQ(image.media->url, "https://a/b.jpg");
  EXPECT_EQ(image.object, "");
  EXPECT_EQ(content("document", R"({"id":"77","filename":"a.pdf"})").media->filename, "a.pdf");
  EXPECT_EQ(content("template", R"({"name":"hello_world","language":{"code":"en"}})").text, "hello_world");
  EXPECT_EQ(content("location", R"({"latitude":"1.5","longitude":2,"name":"Shop"})").text, "Shop");
  EXPECT_EQ(content("interactive",
                    R"({"type":"product","action":{"catalog_id":"1","product_retailer_id":"sku-1"}})")
                .text,
            "Product: sku-1");
  EXPECT_EQ(content("hologram", R"({"title":"new"})").text, "new");
  const auto reaction = draft_in(send_body("reaction", R"({"message_id":"wamid.t","emoji":"👍"})"));
  EXPECT_EQ(reaction.reaction->target, "wamid.t");
  EXPECT_EQ(reaction.reaction->emoji, "👍");
}

TEST(Draft, IsMadeFromPartsAsWell) {
  const std::string text = R"({"body":"hi"})";
  const auto tree = JsonTree::read(text);
  const auto made = make_draft({.type = "text", .object = tree->root(), .to = {.bsuid = "US.1349"}});
  EXPECT_EQ(graph_body(std::get<Draft>(made), ""),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.1349",)"
            R"("type":"text","text":{"body":"hi"}})");
  EXPECT_EQ(std::get<MetaError>(make_draft({.type = "text"})).title, "The parameter text is required.");
}

TEST(ReadMark, IsToldFromAMessageFirst) {
  const auto mark = [](const std::string& members) {
    return read_send_request(R"({"messaging_product":"whatsapp",)" + members + "}");
  };
  const auto plain = mark(R"("status":"read","message_id":"wamid.1")");
  ASSERT_TRUE(std::holds_alternative<ReadMark>(plain));
  EXPECT_EQ(graph_body(std::get<ReadMark>(plain)),
            R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"})");
  const auto typing = mark(R"("message_id":"wamid.1","status":"read","typing_indicator":{"type":"text"})");
  EXPECT_EQ(
      graph_body(std::get<ReadMark>(typing)),
      R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}})");
  EXPECT_EQ(std::get<MetaError>(mark(R"("status":"read")")).title, "The parameter message_id is required.");
  EXPECT_EQ(std::get<MetaError>(mark(R"("status":"deleted","message_id":"w")")).title,
            "Param status must be one of {READ} - got \"deleted\".");
}

}  // namespace
}  // namespace parley::meta
