#include "meta/templates.h"

#include <gtest/gtest.h>

namespace parley::meta {
namespace {

TEST(GraphTemplates, AreAskedForByPages) {
  EXPECT_EQ(templates_target("102290129340398").substr(0, 51),
            "/102290129340398/message_templates?limit=100&fields");
  const auto behind = templates_target("1", "QVFI=/&x");
  EXPECT_NE(behind.find("&after=QVFI%3D%2F%26x"), std::string::npos) << behind;
}

TEST(GraphTemplates, AreRead) {
  const auto page = read_template_page(R"({"data":[
    {"name":"order_update","components":[{"type":"BODY","text":"Hi {{1}}"}],"language":"en_US","status":"APPROVED",
     "category":"UTILITY","id":"594425479261596","quality_score":{"score":"GREEN","date":1}},
    {"name":"sale","language":"id","status":"REJECTED","category":"MARKETING","id":"2","rejected_reason":"PROMOTIONAL"},
    {"name":"gone","id":"3","status":"PENDING_DELETION"},{"name":"odd","id":"abc"},{"name":"none"},7],
    "paging":{"cursors":{"before":"a","after":"b"},"next":"https://graph.facebook.com/next"}})");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->templates.size(), 2u);
  EXPECT_EQ(page->next, "b");
  const auto& first = page->templates.at(0);
  EXPECT_EQ(first.id, 594425479261596);
  EXPECT_EQ(first.name, "order_update");
  EXPECT_EQ(first.language, "en_US");
  EXPECT_EQ(first.status, "APPROVED");
  EXPECT_EQ(first.category, "UTILITY");
  EXPECT_EQ(first.quality, "GREEN");
  EXPECT_EQ(first.reason, "");
  EXPECT_EQ(first.components, R"([{"type":"BODY","text":"Hi {{1}}"}])");
  EXPECT_EQ(page->templates.at(1).reason, "PROMOTIONAL");
  EXPECT_EQ(page->templates.at(1).components, "[]");
}

TEST(GraphTemplates, LastPageHasNoNext) {
  EXPECT_EQ(read_template_page(R"({"data":[],"paging":{"cursors":{"before":"a","after":"b"}}})")->next, "");
  EXPECT_EQ(read_template_page(R"({"data":[]})")->next, "");
  EXPECT_FALSE(read_template_page(R"({"error":{"code":190}})"));
  EXPECT_FALSE(read_template_page("<html>"));
}

TEST(GraphTemplates, WhatWasMadeIsRead) {
  const auto made =
      read_made_template(R"({"id":"572279198452421","status":"PENDING","category":"MARKETING"})",
                         {.name = "sale", .language = "id", .category = "UTILITY"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->id, 572279198452421);
  EXPECT_EQ(made->name, "sale");
  EXPECT_EQ(made->status, "PENDING");
  EXPECT_EQ(made->category, "MARKETING") << "Meta may put it into another one";
  EXPECT_FALSE(read_made_template(R"({"success":true})", {}));
}

}  // namespace
}  // namespace parley::meta
