// Links of Meta's in what is handed to our clients.

#include "dialects/meta/links.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::graph {
namespace {

constexpr auto here = "https://parley.test/meta/whatsapp/v21.0";

TEST(GraphLinks, LeadHereAndHoldNoToken) {
  const std::string metas =
      R"({"data":[{"n":1.50}],"paging":{"cursors":{"before":"a","after":"b"},"next":"https:\/\/graph.facebook.com\/v23.0)"
      R"(\/1022\/message_templates?access_token=EAAG&pretty=0&limit=25&after=b",)"
      R"("previous":"https://graph.facebook.com/v23.0/1022/message_templates?limit=25&access_token=EAAG"}})";
  EXPECT_EQ(with_links_to(here, metas),
            R"({"data":[{"n":1.50}],"paging":{"cursors":{"before":"a","after":"b"},"next":)"
            R"("https://parley.test/meta/whatsapp/v21.0/1022/message_templates?pretty=0&limit=25&after=b",)"
            R"("previous":"https://parley.test/meta/whatsapp/v21.0/1022/message_templates?limit=25"}})");
}

TEST(GraphLinks, AreLeftOutWhereOursAreNotKnown) {
  EXPECT_EQ(with_links_to("", R"({"data":[],"paging":{"next":"https://g/v1.0/1/a?access_token=E","x":1}})"),
            R"({"data":[],"paging":{"x":1}})");
  for (const auto* odd :
       {"nonsense", "https://g/1/a?access_token=E", "https://g?access_token=E/v1.0/a", "/v1.0/1/a"})
    EXPECT_EQ(with_links_to(here, R"({"paging":{"next":")" + std::string(odd) + R"("}})"), R"({"paging":{}})")
        << odd;
}

TEST(GraphLinks, AreFoundDeepInAnAnswer) {
  EXPECT_EQ(with_links_to(here, R"({"a":[{"b":{"paging":{"next":"https://g/v1.0/1/a?access_token=E"}}}]})"),
            R"({"a":[{"b":{"paging":{"next":"https://parley.test/meta/whatsapp/v21.0/1/a"}}}]})");
}

TEST(GraphLinks, LeaveOtherAnswersAsTheyCame) {
  for (const auto* body : {R"({ "id":"1", "next":"https://g/v1.0/1" })", R"({ "paging":{ "cursors":{} } })",
                           R"({ "paging":{ "next":null } })", "paging, but no JSON", ""})
    EXPECT_EQ(with_links_to(here, body), body);
}

}  // namespace
}  // namespace parley::graph
