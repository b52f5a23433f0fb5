// From Meta's webhook to the vendor's JSON: what becomes of each kind of content.

#include "dialects/whats91/testing.h"
#include "meta/parse.h"

namespace parley::whats91 {
namespace {

constexpr std::string_view messages = R"([
  {"id":"wamid.01","type":"image","image":{"id":"11","mime_type":"image/jpeg","sha256":"c2hh","caption":"Look"}},
  {"id":"wamid.02","type":"audio","audio":{"id":"12","mime_type":"audio/ogg; codecs=opus","voice":true}},
  {"id":"wamid.03","type":"document","document":{"id":"13","mime_type":"application/pdf","filename":"bill.pdf"}},
  {"id":"wamid.04","type":"location","location":{"latitude":"12.97","longitude":77.59,"name":"Office","url":"https://x"}},
  {"id":"wamid.05","type":"contacts","contacts":[{"name":{"formatted_name":"Asha Rao","first_name":"Asha"},
    "phones":[{"phone":"+91 98000","wa_id":"9198000","type":"MOBILE"}],"org":{"company":"X"}}]},
  {"id":"wamid.06","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"yes","title":"Yes"}}},
  {"id":"wamid.07","type":"interactive","interactive":{"type":"list_reply",
    "list_reply":{"id":"r1","title":"Row one","description":"The first"}}},
  {"id":"wamid.08","type":"button","button":{"payload":"STOP","text":"Stop"}},
  {"id":"wamid.09","type":"unsupported","errors":[{"code":131051,"title":"Unsupported message type",
    "error_data":{"details":"Message type is not currently supported"}}]},
  {"id":"wamid.10","type":"text","text":{"body":"na\u00efve \ud83d\ude00 \"quoted\"\n"}},
  {"id":"wamid.11","type":"a_type_of_next_year","a_type_of_next_year":{"x":1}},
  {"id":"wamid.12","type":"image","image":{"id":"14","mime_type":"image/png","caption":"To be taken back"}},
  {"id":"wamid.13","type":"text","text":{"body":"To be mended"}},
  {"id":"wamid.14","type":"revoke","revoke":{"original_message_id":"wamid.12"}},
  {"id":"wamid.15","type":"edit","edit":{"original_message_id":"wamid.13",
    "message":{"type":"text","text":{"body":"Mended"}}}}
])";

// The messages above, each from Prashant and a second later than the one before.
std::string webhook() {
  std::string body =
      R"({"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages",)"
      R"("value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"919999999999",)"
      R"("phone_number_id":"106540352242922"},)"
      R"("contacts":[{"wa_id":"919343841961","profile":{"name":"Prashant Tayal"}}],"messages":)";
  auto at = std::chrono::duration_cast<std::chrono::seconds>(second(0).time_since_epoch()).count();
  std::string said(messages);
  for (auto from = said.find("{\"id\":\"wamid"); from != std::string::npos;
       from = said.find("{\"id\":\"wamid", from + 1))
    said.insert(from + 1, R"("from":"919343841961","timestamp":")" + std::to_string(at++) + "\",");
  return body + said + "}}]}]}";
}

TEST_F(Whats91, ShowsEachKindOfContent) {
  Delivery delivery{.body = webhook(), .received_at = scene.now};
  delivery.facts = meta::parse_webhook(delivery.body, scene.now);
  const auto recorded = scene.wait(scene.store().record(std::move(delivery)));
  EXPECT_EQ(recorded.parked, 0);
  EXPECT_EQ(recorded.unrouted, 0);

  const auto number = number_of(prashant);
  spellings = {{":" + number + ",", ":194977,"}};
  expect("message_contents", list('/' + number + "/messages?sortOrder=ASC"));
  expect("last_content", list('/' + number));
  for (const auto& [type, total] :
       {std::pair("image", "2"), std::pair("interactive", "2"), std::pair("unknown", "1"),
        std::pair("text", "2"), std::pair("a_type_of_next_year", "1")}) {
    EXPECT_EQ(member(list('/' + number + "/messages?messageType=" + type).body, "total"), total) << type;
  }
}

}  // namespace
}  // namespace parley::whats91
