#include "dialects/templates.h"

#include "dialects/ask_meta.h"
#include "meta/graph_codes.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Templates, AreReadAsMetaTellsThem) {
  std::vector<Template> all;
  const auto after = read_templates(
      R"({"data":[{"id":"1026","name":"order","language":"en_US","category":"UTILITY","status":"APPROVED",)"
      R"("components":[{"type":"BODY","text":"Hi"}],"quality_score":{"score":"GREEN","date":1}},{"id":7,"name":"x"},{}],)"
      R"("paging":{"cursors":{"before":"a","after":"b"},"next":"https://graph.example/more"}})",
      all);
  EXPECT_EQ(after, "b");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, "1026");
  EXPECT_EQ(all[0].status, "APPROVED");
  EXPECT_EQ(all[0].components, R"([{"type":"BODY","text":"Hi"}])");
  EXPECT_EQ(all[0].quality, "GREEN");
  EXPECT_EQ(all[1].components, "[]");
  EXPECT_EQ(all[1].json, R"({"id":7,"name":"x"})");
}

TEST(Templates, EndWhereNothingIsNext) {
  std::vector<Template> all;
  for (const auto* body :
       {R"({"data":[],"paging":{"cursors":{"after":"b"}}})", R"({"data":[]})", "{}", "no JSON", ""})
    EXPECT_EQ(read_templates(body, all), "") << body;
  EXPECT_TRUE(all.empty());
}

TEST(AskMeta, SaysWhyMetaDidNot) {
  const auto told = [](AttemptOutcome outcome, MetaError error) {
    Attempt attempt{.outcome = outcome};
    attempt.error = std::move(error);
    const auto problem = problem_of(attempt);
    return std::pair(problem.kind(), problem.subject() + ": " + problem.what());
  };
  using enum Problem::Kind;
  EXPECT_EQ(told(AttemptOutcome::refused, meta::meta_error(100, "no such field")),
            std::pair(invalid, std::string("meta: no such field")));
  EXPECT_EQ(told(AttemptOutcome::refused, {.code = 100, .subcode = 2388024, .title = "exists"}),
            std::pair(conflict, std::string("template: exists")));
  EXPECT_EQ(told(AttemptOutcome::no_token, meta::meta_error(190)).first, forbidden);
  EXPECT_EQ(told(AttemptOutcome::passing, meta::meta_error(4)),
            std::pair(unavailable, std::string("meta: API Too Many Calls")));
  EXPECT_EQ(told(AttemptOutcome::unknown, meta::meta_error(131000)).first, unavailable);
}

}  // namespace
}  // namespace parley
