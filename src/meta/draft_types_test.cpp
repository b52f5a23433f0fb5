// Each type of message at its limits: the most that Meta takes, and one more.

#include "meta/draft_types.h"

#include "meta/draft_testing.h"

#include <gtest/gtest.h>

namespace parley::meta {
namespace {

std::string refusal(const std::string& type, const std::string& object) {
  return refusal_in(send_body(type, object));
}

std::string interactive(const std::string& type, const std::string& action, const std::string& more = "") {
  return refusal("interactive",
                 R"({"type":")" + type + R"(","body":{"text":"b"},"action":)" + action + more + "}");
}

std::string needs_a_file(const std::string& code, const std::string& place) {
  auto words = code + " The parameter " + place;
  words.append("['id'] or ").append(place).append("['link'] is required.");
  return words;
}

TEST(Sending, TextHas1To4096CodePoints) {
  const auto of = [](const std::string& body) { return refusal("text", R"({"body":")" + body + "\"}"); };
  EXPECT_EQ(of("x"), "");
  const std::string too_long = "100 Param text['body'] must be at most 4096 characters long.";
  for (const std::string point : {"x", "é", "😀", "\u0301", "\\ud83d\\ude00", "\\n"}) {
    EXPECT_EQ(of(times(4096, point)), "") << point;
    EXPECT_EQ(of(times(4097, point)), too_long) << point;
  }
  EXPECT_EQ(of(times(2048, "e\u0301")), "") << "a letter and its mark are two";
  EXPECT_EQ(of(times(2048, "e\u0301") + "e"), too_long);
  EXPECT_EQ(of(""), "100 The parameter text['body'] is required.");
  EXPECT_EQ(refusal("text", "{}"), "100 The parameter text['body'] is required.");
  EXPECT_EQ(refusal("text", R"({"body":{}})"), "100 Param text['body'] must be a string.");
  EXPECT_EQ(refusal("text", R"("hi")"), "100 Param text must be a JSON object.");
}

TEST(Sending, MediaNameAFileAndHaveCaptionsOf1024CodePoints) {
  for (const std::string type : {"image", "video", "audio", "document", "sticker"}) {
    EXPECT_EQ(refusal(type, R"({"id":"77"})"), "") << type;
    EXPECT_EQ(refusal(type, R"({"link":"https://a/b"})"), "") << type;
    EXPECT_EQ(refusal(type, R"({"id":"77","link":""})"), "") << type;
    EXPECT_EQ(refusal(type, R"({"link":"a/b"})"), "100 Param " + type + "['link'] is not a valid URI.");
    EXPECT_EQ(refusal(type, R"({"caption":"c"})"), needs_a_file("100", type));
  }
  const auto captioned = [](const std::string& caption) {
    return refusal("image", R"({"id":"77","caption":")" + caption + "\"}");
  };
  EXPECT_EQ(captioned(""), "");
  EXPECT_EQ(captioned(times(1024, "😀")), "");
  EXPECT_EQ(captioned(times(1025, "😀")), "100 Param image['caption'] must be at most 1024 characters long.");
}

TEST(Sending, LocationsAreNumbersOrTheirTextsOnEarth) {
  for (const auto* object :
       {R"({"latitude":37.48,"longitude":-122.14})", R"({"latitude":"-90","longitude":"180.0"})"})
    EXPECT_EQ(refusal("location", object), "") << object;
  EXPECT_EQ(refusal("location", R"({"longitude":1})"),
            "131008 The parameter location['latitude'] is required.");
  EXPECT_EQ(refusal("location", R"({"latitude":1,"longitude":"east"})"),
            "131009 Param location['longitude'] must be a number.");
  EXPECT_EQ(refusal("location", R"({"latitude":90.1,"longitude":0})"),
            "131009 Param location['latitude'] must be between -90 and 90.");
  EXPECT_EQ(refusal("location", R"({"latitude":0,"longitude":-181})"),
            "131009 Param location['longitude'] must be between -180 and 180.");
}

TEST(Sending, ContactsAreUpTo257WithANameOfTwoParts) {
  const std::string ana = R"({"name":{"formatted_name":"Ana","first_name":"Ana"}})";
  EXPECT_EQ(refusal("contacts", list_of(1, ana)), "");
  EXPECT_EQ(refusal("contacts", list_of(257, ana)), "");
  EXPECT_EQ(refusal("contacts", list_of(258, ana)),
            "131009 Param contacts must be at most 257 elements long.");
  EXPECT_EQ(refusal("contacts", "[]"), "131008 The parameter contacts is required.");
  EXPECT_EQ(refusal("contacts", ana), "100 Param contacts must be an array.");
  EXPECT_EQ(refusal("contacts", "[7]"), "131009 Param contacts[0] must be a JSON object.");
  EXPECT_EQ(refusal("contacts", "[" + ana + ",{}]"), "131008 The parameter contacts[1]['name'] is required.");
  EXPECT_EQ(refusal("contacts", R"([{"name":{"first_name":"Ana"}}])"),
            "131008 The parameter contacts[0]['name']['formatted_name'] is required.");
  EXPECT_EQ(refusal("contacts", R"([{"name":{"formatted_name":"Ana"}}])"),
            "131008 The parameter contacts[0]['name']['first_name'] is required.");
}

TEST(Sending, ReactionsNameATargetAndAnEmojiThatMayBeEmpty) {
  EXPECT_EQ(refusal("reaction", R"({"message_id":"w","emoji":"👍"})"), "");
  EXPECT_EQ(refusal("reaction", R"({"message_id":"w","emoji":""})"), "");
  EXPECT_EQ(refusal("reaction", R"({"emoji":"x"})"),
            "131008 The parameter reaction['message_id'] is required.");
  EXPECT_EQ(refusal("reaction", R"({"message_id":"w"})"),
            "131008 The parameter reaction['emoji'] is required.");
  EXPECT_EQ(refusal("reaction", R"({"message_id":"w","emoji":1})"),
            "131009 Param reaction['emoji'] must be a string.");
}

std::string button(const std::string& id = "i", const std::string& title = "t") {
  return R"({"type":"reply","reply":{"id":")" + id + R"(","title":")" + title + "\"}}";
}
std::string buttons(std::size_t count, const std::string& one = button()) {
  return R"({"buttons":)" + list_of(count, one) + "}";
}

TEST(Sending, ReplyButtonsAre1To3) {
  EXPECT_EQ(interactive("button", buttons(1)), "");
  EXPECT_EQ(interactive("button", buttons(3)), "");
  EXPECT_EQ(interactive("button", buttons(4)),
            "131009 Param interactive['action']['buttons'] must be at most 3 elements long.");
  EXPECT_EQ(interactive("button", buttons(0)),
            "131008 The parameter interactive['action']['buttons'] is required.");
  EXPECT_EQ(interactive("button", "{}"),
            "131008 The parameter interactive['action']['buttons'] is required.");
  EXPECT_EQ(interactive("button", "null"),
            "131008 The parameter interactive['action']['buttons'] is required.");
  EXPECT_EQ(interactive("button", R"({"buttons":{}})"),
            "131009 Param interactive['action']['buttons'] must be an array.");
  EXPECT_EQ(interactive("button", R"({"buttons":[7]})"),
            "131008 The parameter interactive['action']['buttons'][0]['reply']['id'] is required.");
}

TEST(Sending, ReplyButtonsHaveTitlesOf20AndIdsOf256CodePoints) {
  EXPECT_EQ(interactive("button", buttons(1, button("i", times(20, "😀")))), "");
  const std::string title = "131009 Button title length invalid. Min length: 1, Max length: 20";
  EXPECT_EQ(interactive("button", buttons(1, button("i", times(21, "😀")))), title);
  EXPECT_EQ(interactive("button", buttons(1, button("i", ""))), title);
  EXPECT_EQ(interactive("button", buttons(1, button(times(256, "é")))), "");
  EXPECT_EQ(
      interactive("button", R"({"buttons":[)" + button() + "," + button(times(257, "é")) + "]}"),
      "131009 Param interactive['action']['buttons'][1]['reply']['id'] must be at most 256 characters long.");
}

TEST(Sending, InteractiveBodiesAndFootersHaveTheirLengths) {
  const auto of = [](const std::string& type, const std::string& body, const std::string& footer) {
    const std::string action =
        type == "list" ? R"({"button":"b","sections":[{"rows":[{"id":"1","title":"t"}]}]})" : buttons(1);
    return refusal("interactive", R"({"type":")" + type + R"(","body":{"text":")" + body +
                                      R"("},"footer":{"text":")" + footer + R"("},"action":)" + action + "}");
  };
  EXPECT_EQ(of("button", times(1024, "é"), times(60, "é")), "");
  EXPECT_EQ(of("button", times(1025, "é"), "f"),
            "131009 Param interactive['body']['text'] must be at most 1024 characters long.");
  EXPECT_EQ(of("list", times(4096, "é"), times(60, "é")), "");
  EXPECT_EQ(of("list", times(4097, "é"), "f"),
            "131009 Param interactive['body']['text'] must be at most 4096 characters long.");
  EXPECT_EQ(of("list", "b", times(61, "é")),
            "131009 Param interactive['footer']['text'] must be at most 60 characters long.");
  EXPECT_EQ(refusal("interactive", R"({"type":"button","action":)" + buttons(1) + "}"),
            "131008 The parameter interactive['body']['text'] is required.");
  EXPECT_EQ(refusal("interactive", "{}"), "131008 The parameter interactive['type'] is required.");
}

TEST(Sending, InteractiveHeadersAreATextOf60CodePointsOrAFile) {
  const auto of = [](const std::string& header) {
    return interactive("button", buttons(1), R"(,"header":)" + header);
  };
  EXPECT_EQ(of(R"({"type":"text","text":")" + times(60, "é") + "\"}"), "");
  EXPECT_EQ(of(R"({"type":"text","text":")" + times(61, "é") + "\"}"),
            "131009 Param interactive['header']['text'] must be at most 60 characters long.");
  EXPECT_EQ(of(R"({"type":"text"})"), "131009 Text cannot be null for header type text");
  EXPECT_EQ(of(R"({"text":"x"})"), "131008 The parameter interactive['header']['type'] is required.");
  for (const std::string type : {"image", "video", "document"}) {
    const auto quoted = '"' + type + '"';
    const auto typed = R"({"type":)" + quoted;
    auto linked = typed;
    linked.append(",").append(quoted).append(R"(:{"link":"https://a/b"}})");
    EXPECT_EQ(of(linked), "");
    EXPECT_EQ(of(typed + '}'), needs_a_file("131008", "interactive['header']['" + type + "']"));
  }
  EXPECT_EQ(of(R"({"type":"hologram"})"), "");
}

std::string row(const std::string& members = R"("id":"1","title":"t")") { return "{" + members + "}"; }
std::string section(std::size_t rows, const std::string& title = "s", const std::string& one = row()) {
  return R"({"title":")" + title + R"(","rows":)" + list_of(rows, one) + "}";
}
std::string list(const std::string& sections, const std::string& label = "open") {
  return interactive("list", R"({"button":")" + label + R"(","sections":[)" + sections + "]}");
}

TEST(Sending, ListsHave10RowsIn10Sections) {
  EXPECT_EQ(list(section(10)), "");
  EXPECT_EQ(list(section(5) + "," + section(5)), "");
  EXPECT_EQ(list(section(11)), "131009 Total row count exceed max allowed count: 10");
  EXPECT_EQ(list(section(5) + "," + section(6)), "131009 Total row count exceed max allowed count: 10");
  auto ten = times(10, section(1) + ",");
  ten.pop_back();
  EXPECT_EQ(list(ten), "");
  EXPECT_EQ(list(ten + "," + section(1)),
            "131009 Param interactive['action']['sections'] must be at most 10 elements long.");
  EXPECT_EQ(list(""), "131008 The parameter interactive['action']['sections'] is required.");
  EXPECT_EQ(list("{}"), "131008 The parameter interactive['action']['sections'][0]['rows'] is required.");
}

TEST(Sending, ListsNameTheirSectionsWhereTheyAreSeveral) {
  const std::string untitled = R"({"rows":[)" + row() + "]}";
  EXPECT_EQ(list(untitled), "");
  EXPECT_EQ(list(section(1) + "," + untitled),
            "131008 The parameter interactive['action']['sections'][1]['title'] is required.");
  EXPECT_EQ(list(section(1, times(24, "é"))), "");
  EXPECT_EQ(list(section(1, times(25, "é"))),
            "131009 Param interactive['action']['sections'][0]['title'] must be at most 24 characters long.");
}

TEST(Sending, ListRowsHaveTheirLengths) {
  const auto of = [](const std::string& id, const std::string& title, const std::string& description) {
    return list(section(
        1, "s",
        row(R"("id":")" + id + R"(","title":")" + title + R"(","description":")" + description + '"')));
  };
  EXPECT_EQ(of(times(200, "é"), times(24, "😀"), times(72, "é")), "");
  const std::string rows = "interactive['action']['sections'][0]['rows'][0]";
  EXPECT_EQ(of(times(201, "é"), "t", ""),
            "131009 Param " + rows + "['id'] must be at most 200 characters long.");
  EXPECT_EQ(of("1", times(25, "😀"), ""), "131009 Row title is too long. Max length is 24");
  EXPECT_EQ(of("1", "t", times(73, "é")),
            "131009 Param " + rows + "['description'] must be at most 72 characters long.");
  EXPECT_EQ(of("", "t", ""), "131008 The parameter " + rows + "['id'] is required.");
  EXPECT_EQ(list(section(1), times(20, "é")), "");
  EXPECT_EQ(list(section(1), times(21, "é")),
            "131009 Param interactive['action']['button'] must be at most 20 characters long.");
}

TEST(Sending, LinksHaveATextOf20CodePointsAndAnAddress) {
  const auto of = [](const std::string& text, const std::string& url) {
    return interactive("cta_url", R"({"name":"cta_url","parameters":{"display_text":")" + text +
                                      R"(","url":")" + url + "\"}}");
  };
  EXPECT_EQ(of(times(20, "é"), "https://a"), "");
  const std::string parameters = "interactive['action']['parameters']";
  EXPECT_EQ(of(times(21, "é"), "https://a"),
            "131009 Param " + parameters + "['display_text'] must be at most 20 characters long.");
  EXPECT_EQ(of("t", "a"), "131009 Param " + parameters + "['url'] is not a valid URI.");
  EXPECT_EQ(of("t", ""), "131008 The parameter " + parameters + "['url'] is required.");
  EXPECT_EQ(interactive("cta_url", R"({"parameters":7})"),
            "131009 Param " + parameters + " must be a JSON object.");
}

TEST(Sending, FlowsProductsAndCatalogsNameWhatTheyOpen) {
  const std::string version = R"("flow_message_version":"3","flow_cta":"Book")";
  EXPECT_EQ(interactive("flow", R"({"name":"flow","parameters":{"flow_id":"1",)" + version + "}}"), "");
  EXPECT_EQ(interactive("flow", R"({"name":"flow","parameters":{"flow_name":"f",)" + version + "}}"), "");
  EXPECT_EQ(interactive("flow", R"({"name":"flow","parameters":{)" + version + "}}"),
            "131008 The parameter interactive['action']['parameters']['flow_id'] is required.");
  EXPECT_EQ(interactive("flow", R"({"parameters":{"flow_id":"1"}})"),
            "131008 The parameter interactive['action']['parameters']['flow_message_version'] is required.");
  EXPECT_EQ(interactive("product", R"({"catalog_id":"1"})"),
            "131008 The parameter interactive['action']['product_retailer_id'] is required.");
  EXPECT_EQ(interactive("catalog_message", R"({"name":"catalog_message"})"), "");
  EXPECT_EQ(interactive("location_request_message", R"({"name":"send_location"})"), "");
  EXPECT_EQ(interactive("location_request_message", "{}"),
            "131008 The parameter interactive['action']['name'] is required.");
}

TEST(Sending, ProductListsHave30ProductsIn10SectionsUnderAHeader) {
  const auto of = [](std::size_t first, std::size_t second) {
    const std::string product = R"({"product_retailer_id":"sku"})";
    const auto items = [&](std::size_t count) {
      return R"({"title":"s","product_items":)" + list_of(count, product) + "}";
    };
    return interactive("product_list",
                       R"({"catalog_id":"1","sections":[)" + items(first) + "," + items(second) + "]}",
                       R"(,"header":{"type":"text","text":"h"})");
  };
  EXPECT_EQ(of(15, 15), "");
  EXPECT_EQ(of(15, 16), "131009 Total product count exceed max allowed count: 30");
  EXPECT_EQ(of(1, 0),
            "131008 The parameter interactive['action']['sections'][1]['product_items'] is required.");
  EXPECT_EQ(interactive("product_list", R"({"catalog_id":"1","sections":[]})"),
            "131008 The parameter interactive['header'] is required.");
}

TEST(Sending, TemplatesHaveANameALanguageAndTypedParameters) {
  const auto with = [](const std::string& components) {
    return refusal(
        "template",
        R"({"name":"n","language":{"code":"en","policy":"deterministic"},"components":)" + components + "}");
  };
  EXPECT_EQ(refusal("template", R"({"name":"n","language":{"code":"en"}})"), "");
  EXPECT_EQ(
      with(
          R"([{"type":"BODY","parameters":[{"type":"text","text":"Ana","parameter_name":"name"}]},)"
          R"({"type":"button","sub_type":"url","index":"0","parameters":[{"type":"payload","payload":"p"}]},)"
          R"({"type":"button","sub_type":"flow","index":1,"parameters":[]}])"),
      "");
  EXPECT_EQ(refusal("template", R"({"language":{"code":"en"}})"),
            "131008 The parameter template['name'] is required.");
  EXPECT_EQ(refusal("template", R"({"name":"n"})"), "131008 The parameter template['language'] is required.");
  EXPECT_EQ(refusal("template", R"({"name":"n","language":{}})"),
            "131008 The parameter template['language']['code'] is required.");
  EXPECT_EQ(with("{}"), "131009 Param template['components'] must be an array.");
  EXPECT_EQ(with("[{}]"), "131008 The parameter template['components'][0]['type'] is required.");
  EXPECT_EQ(with(R"([{"type":"body","parameters":[{}]}])"),
            "131008 The parameter template['components'][0]['parameters'][0]['type'] is required.");
  EXPECT_EQ(with(R"([{"type":"body","parameters":[{"type":"text"}]}])"),
            "100 Parameter 'text' is mandatory for component parameter type 'text'");
}

TEST(Sending, WhatNobodyKnowsYetPassesUnchanged) {
  EXPECT_EQ(refusal("hologram", R"({"depth":3})"), "");
  EXPECT_EQ(refusal("pin", R"({"type":"pin","message_id":"w","expiration_days":7})"), "");
  for (const std::string type :
       {"address_message", "call_permission_request", "order_details", "order_status", "carousel",
        "request_contact_info", "voice_call", "of_next_year"})
    EXPECT_EQ(refusal("interactive", R"({"type":")" + type + R"(","action":{}})"), "") << type;
}

TEST(Sending, WhatIsOnlyReceivedCannotBeSent) {
  for (const std::string type : {"button", "order", "system", "unsupported", "request_welcome"})
    EXPECT_EQ(refusal(type, "{}"), "131051 Message type " + type + " cannot be sent.");
}

}  // namespace
}  // namespace parley::meta
