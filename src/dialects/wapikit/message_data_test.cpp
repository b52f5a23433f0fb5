// Each type's data, and that all of them are what the schema says.

#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/schema_testing.h"

#include <gtest/gtest.h>

namespace parley::wapikit {
namespace {

const Seal seal(std::string(32, 'k'));

MessageData data_of(std::string_view type, std::string_view object, std::string_view text = "",
                    std::string_view media = "", std::string base = "https://chat.example") {
  const Spelling spelling(seal, OrganizationId{1}, std::move(base));
  MessageRow row{.wamid = "w", .type = type, .text = text, .media_id = media, .object = object};
  row.caption = media.empty() ? "" : "look";
  auto data = message_data(spelling, {.row = row, .conversation = 7});
  EXPECT_EQ(Schema().fault(data.type, data.json), "") << type << ' ' << data.json;
  return data;
}

TEST(WapikitMessageData, IsOneOfThirteenTypes) {
  const struct {
    std::string_view type, object, text, theirs, json;
  } cases[] = {
      {"text", "", "hi", "Text", R"({"text":"hi"})"},
      {"text", "", "", "Text", R"({"text":""})"},
      {"location", R"({"latitude":-23.5,"longitude":"46.25","name":"Sé","address":"Praça"})", "Sé, Praça",
       "Location", R"({"latitude":-23.5,"longitude":46.25,"address":"Praça","name":"Sé"})"},
      {"location", R"({"latitude":"north"})", "x", "Unsupported",
       R"({"type":"location","text":"x","data":{"latitude":"north"}})"},
      {"contacts", R"([{"name":{"formatted_name":"B"}}])", "B", "Contacts",
       R"({"contacts":[{"name":{"formatted_name":"B"}}]})"},
      {"contacts", "", "", "Contacts", R"({"contacts":[]})"},
      {"reaction", R"({"message_id":"wamid.1","emoji":"👍"})", "", "Reaction",
       R"({"reaction":"👍","messageId":"wamid.1"})"},
      {"reaction", R"({"message_id":"wamid.1"})", "", "Reaction", R"({"reaction":"","messageId":"wamid.1"})"},
      {"interactive", R"({"type":"button_reply","button_reply":{"id":"1","title":"Yes"}})", "Yes",
       "Interactive", R"({"type":"button_reply","title":"Yes","id":"1"})"},
      {"interactive", R"({"type":"list_reply","list_reply":{"id":"2","title":"Row","description":"d"}})",
       "Row", "Interactive", R"({"type":"list_reply","title":"Row","id":"2","description":"d"})"},
      {"interactive", R"({"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":"{}"}})", "Sent",
       "Interactive", R"({"type":"nfm_reply","title":"Sent","id":"flow","responseJson":"{}"})"},
      {"interactive", "", "", "Interactive", R"({"type":"","title":"","id":""})"},
      {"button", R"({"payload":"p","text":"t"})", "t", "Interactive",
       R"({"type":"button","title":"t","id":"p"})"},
      {"interactive",
       R"({"type":"nfm_reply","nfm_reply":{"name":"address_message","response_json":"{\"values\":{\"city\":\"X\"}}"}})",
       "X", "Address", R"({"text":"X","values":{"city":"X"}})"},
      {"interactive",
       R"({"type":"nfm_reply","nfm_reply":{"name":"address_message","response_json":"broken"}})", "X",
       "Address", R"({"text":"X","values":{}})"},
      {"template", R"({"name":"hello","language":{"code":"en"},"components":[{"type":"body"}]})", "",
       "Template", R"({"name":"hello","language":"en","components":[{"type":"body"}]})"},
      {"template", "", "", "Template", R"({"name":"","language":"","components":[]})"},
      {"order", R"({"catalog_id":"1"})", "2 things", "Unsupported",
       R"({"type":"order","text":"2 things","data":{"catalog_id":"1"}})"},
      {"unsupported", "", "", "Unsupported", R"({"type":"unsupported"})"},
      {"", "", "", "Unsupported", R"({"type":""})"},
  };
  for (const auto& [type, object, text, theirs, json] : cases) {
    const auto data = data_of(type, object, text);
    EXPECT_EQ(data.type, theirs) << type;
    EXPECT_EQ(data.json, json) << type;
  }
}

TEST(WapikitMessageData, LinksToMedia) {
  const Spelling spelling(seal, OrganizationId{1}, "https://chat.example");
  const auto link = R"(,"link":"https://chat.example/api/conversation/)" +
                    spelling.id(kind::conversation, 7) + R"(/media/1166")";
  const struct {
    std::string_view type, theirs, rest;
  } cases[] = {
      {"image", "Image", R"(,"caption":"look"})"},
      {"video", "Video", R"(,"caption":"look"})"},
      {"audio", "Audio", "}"},
      {"voice", "Audio", "}"},
      {"sticker", "Sticker", "}"},
      {"document", "Document", R"(,"fileName":"","caption":"look"})"},
  };
  for (const auto& [type, theirs, rest] : cases) {
    const auto data = data_of(type, "", "", "1166");
    EXPECT_EQ(data.type, theirs);
    EXPECT_EQ(data.json, R"({"id":"1166")" + link + std::string(rest));
  }
  EXPECT_EQ(data_of("image", "", "", "1166", "").json, R"({"id":"1166","caption":"look"})");
  EXPECT_EQ(data_of("image", "", "").json, R"({"id":""})");
  EXPECT_TRUE(data_of("image", "", "", "a/../b?c").json.find("/media/a%2F..%2Fb%3Fc\"") != std::string::npos);
}

}  // namespace
}  // namespace parley::wapikit
