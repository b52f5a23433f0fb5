#include "meta/content.h"

#include "meta/display_text.h"
#include "meta/testing.h"

#include <string>

namespace parley::meta {
namespace {

Content content(const std::string& members) { return only<MessageFact>(facts_of_message(members)).content; }

std::string all_of(const Media& media) {
  return media.id + ' ' + media.mime_type + ' ' + media.sha256 + ' ' + media.filename + ' ' + media.url +
         (media.voice ? " voice" : "") + (media.animated ? " animated" : "");
}

TEST(Content, HasATextForEveryType) {
  const struct {
    std::string members, text;
  } cases[] = {
      {R"("type":"text","text":{"body":"hi"})", "hi"},
      {R"("type":"text","text":{"body":""})", ""},
      {R"("type":"text","text":"hi")", "hi"},
      {R"("type":"text")", ""},
      {R"("type":"button","button":{"text":"Yes","payload":"y"})", "Yes"},
      {R"("type":"button","button":{"payload":"y"})", "y"},
      {R"("type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Yes"}})",
       "Yes"},
      {R"("type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Row"}})",
       "Row"},
      {R"("type":"interactive","interactive":{"nfm_reply":{"name":"flow","body":"Sent","response_json":"{"}})",
       "Sent"},
      {R"("type":"interactive","interactive":{"nfm_reply":{"name":"flow","response_json":null}})", "flow"},
      {R"("type":"interactive","interactive":{"call_permission_reply":{"response":"accept"}})",
       "Call permission: accept"},
      {R"("type":"interactive","interactive":{"call_permission_reply":{}})", "Call permission"},
      {R"("type":"interactive","interactive":{"payment_method":{"payment_method":"pix"}})",
       "Payment method: pix"},
      {R"("type":"interactive","interactive":{"payment_notification":{}})", "Payment notification"},
      {R"("type":"interactive","interactive":{"type":"button","body":{"text":"Choose"}})", "Choose"},
      {R"("type":"interactive","interactive":{"type":"hologram","hologram":{}})", "Unsupported message"},
      {R"("type":"interactive")", ""},
      {R"("type":"location","location":{"name":"Philz","address":"101 Forest","latitude":1,"longitude":2})",
       "Philz"},
      {R"("type":"location","location":{"address":"101 Forest","latitude":1,"longitude":2})", "101 Forest"},
      {R"("type":"location","location":{"latitude":37.440,"longitude":"-122.1"})", "37.440, -122.1"},
      {R"("type":"location","location":{})", ""},
      {R"("type":"contacts","contacts":[{"name":{"formatted_name":"A B"}},{"name":{"first_name":"C"}}])",
       "A B, C"},
      {R"("type":"contacts","contacts":[{"phones":[{"phone":"+1 4"}]},{},{"org":{"company":"D"}}])",
       "+1 4, D"},
      {R"("type":"contacts","contacts":[])", ""},
      {R"("type":"order","order":{"text":"Please","product_items":[{}]})", "Please"},
      {R"("type":"order","order":{"text":"","product_items":[{"quantity":"1"},{"quantity":2}]})",
       "Order (2 items)"},
      {R"("type":"order","order":{"product_items":[{}]})", "Order (1 item)"},
      {R"("type":"template","template":{"name":"hello_world"})", "hello_world"},
      {R"("type":"request_welcome")", ""},
      {R"("type":"unsupported","unsupported":{"type":"poll_creation"},"errors":[{"code":131051}])",
       "Unsupported message"},
      {R"("type":"unsupported")", "Unsupported message"},
      {R"("type":"unknown","errors":[])", "Unsupported message"},
      {R"("type":"ephemeral","ephemeral":{"text":"psst"})", "psst"},
      {R"("type":"newtype","newtype":{"body":"new"})", "new"},
      {R"("type":"newtype","newtype":[1])", "Unsupported message"},
      {R"("type":"newtype","newtype":7)", "Unsupported message"},
  };
  for (const auto& [members, text] : cases) EXPECT_EQ(content(members).text, text) << members;
}

TEST(Content, KeepsItsTypeAndItsObject) {
  const struct {
    std::string members, type, object;
  } cases[] = {
      {R"("type":"text","text":{"body":"hi"})", "text", ""},
      {R"("text":{"body":"hi"})", "text", ""},
      {R"("image":{"id":"5"})", "image", ""},
      {R"("errors":[])", "unknown", ""},
      {R"("type":"location","location":{ "latitude" : 37.440, "longitude":"\u002d1" })", "location",
       R"({"latitude":37.440,"longitude":"-1"})"},
      {R"("type":"contacts","contacts":[ ])", "contacts", "[]"},
      {R"("type":"order","order":{"product_items":[{"quantity":1.0,"item_price":"9.90"}]})", "order",
       R"({"product_items":[{"quantity":1.0,"item_price":"9.90"}]})"},
      {R"("type":"interactive","interactive":{"nfm_reply":{"response_json":"{\"a\":[1"}})", "interactive",
       R"({"nfm_reply":{"response_json":"{\"a\":[1"}})"},
      {R"("type":"unsupported","unsupported":{"type":"edit"})", "unsupported", R"({"type":"edit"})"},
      {R"("type":"NewType","NewType":{"a":"\ud83d"})", "NewType", "{\"a\":\"\xEF\xBF\xBD\"}"},
      {R"("type":"id")", "id", ""},
      {R"("type":"interactive")", "interactive", ""},
  };
  for (const auto& [members, type, object] : cases) {
    const auto read = content(members);
    EXPECT_EQ(read.type, type) << members;
    EXPECT_EQ(read.object, object) << members;
    EXPECT_FALSE(read.media && type != "image") << members;
  }
}

TEST(Content, HoldsMediaWithItsCaptionApart) {
  const struct {
    std::string members, media, caption;
  } cases[] = {
      {R"("type":"image","image":{"id":"5","mime_type":"image/jpeg","sha256":"s=","caption":"c","url":"u"})",
       "5 image/jpeg s=  u", "c"},
      {R"("type":"audio","audio":{"id":5,"mime_type":"audio/ogg; codecs=opus","voice":true})",
       "5 audio/ogg; codecs=opus    voice", ""},
      {R"("type":"voice","voice":{"id":"5","file":"/usr/local/1","mime_type":"audio/ogg"})",
       "5 audio/ogg    voice", ""},
      {R"("type":"document","document":{"id":"5","filename":"../../\u00e9.pdf"})", "5   ../../é.pdf ", ""},
      {R"("type":"sticker","sticker":{"id":"5","mime_type":"image/webp","animated":true})",
       "5 image/webp    animated", ""},
      {R"("type":"video","video":{"link":"http://v"})", "    http://v", ""},
      {R"("type":"hologram","hologram":{"id":"5","mime_type":"model/gltf","caption":"c"})", "5 model/gltf   ",
       "c"},
  };
  for (const auto& [members, media, caption] : cases) {
    const auto read = content(members);
    ASSERT_TRUE(read.media) << members;
    EXPECT_EQ(all_of(*read.media), media);
    EXPECT_EQ(read.caption, caption) << members;
    EXPECT_EQ(read.text, "") << members;
  }
  EXPECT_FALSE(content(R"("type":"image")").media);
}

TEST(Content, HoldsErrorsBesideItsObject) {
  const auto read = content(R"("type":"image","image":{"id":"5"},"errors":[ {"code":131052,"title":"t"} ])");
  EXPECT_EQ(read.errors, R"([{"code":131052,"title":"t"}])");
  EXPECT_EQ(read.media->id, "5");
  EXPECT_EQ(content(R"("type":"text","errors":[])").errors, "");
  EXPECT_EQ(content(R"("type":"text","errors":{"code":1})").errors, R"([{"code":1}])");
}

TEST(Content, OfAnyLengthAndScriptComesOutWhole) {
  const std::string length(65'536, 'x');
  EXPECT_EQ(content(R"("type":"text","text":{"body":")" + length + "\"}").text, length);
  EXPECT_EQ(content(R"("type":"text","text":{"body":"\u202eabc\u200f 👨‍👩‍👧"})").text,
            "\u202eabc\u200f 👨‍👩‍👧");
}

}  // namespace
}  // namespace parley::meta
