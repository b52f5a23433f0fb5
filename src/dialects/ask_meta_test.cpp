#include "dialects/ask_meta.h"

#include "meta/graph_codes.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

using enum Problem::Kind;

std::pair<Problem::Kind, std::string> told(AttemptOutcome outcome, MetaError error) {
  Attempt attempt{.outcome = outcome};
  attempt.error = std::move(error);
  const auto problem = problem_of(attempt);
  return {problem.kind(), problem.subject() + ": " + problem.what()};
}

TEST(AskMeta, SaysWhyMetaDidNot) {
  EXPECT_EQ(told(AttemptOutcome::refused, meta::meta_error(100, "no such field")),
            std::pair(invalid, std::string("meta: no such field")));
  EXPECT_EQ(told(AttemptOutcome::refused, {.code = 100, .subcode = 2388024, .title = "exists"}),
            std::pair(conflict, std::string("template: exists")));
  EXPECT_EQ(told(AttemptOutcome::no_token, meta::meta_error(190)).first, forbidden);
  EXPECT_EQ(told(AttemptOutcome::passing, meta::meta_error(4)),
            std::pair(unavailable, std::string("meta: API Too Many Calls")));
  EXPECT_EQ(told(AttemptOutcome::unknown, meta::meta_error(131000)).first, unavailable);
}

std::optional<Attempt> failure(int status, const std::string& body) {
  return failure_of(meta::GraphAnswer{.status = status, .content_type = "application/json", .body = body});
}

TEST(AskMeta, TakesAsAnAnswerWhatCanBeRead) {
  EXPECT_FALSE(failure(200, R"({"data":[]})"));
  EXPECT_FALSE(failure(200, R"({"success":true})"));
  for (const auto* body : {"", "no JSON", "<html>", R"({"data":[)"}) {
    ASSERT_TRUE(failure(200, body)) << body;
    EXPECT_EQ(problem_of(*failure(200, body)).kind(), unavailable) << body;
  }
  EXPECT_EQ(failure(400, R"({"error":{"code":80008,"message":"(#80008) Too many"}})")->outcome,
            AttemptOutcome::passing);
  EXPECT_EQ(failure(400, R"({"error":{"code":0,"message":"no"}})")->outcome, AttemptOutcome::no_token);
  EXPECT_EQ(failure(200, R"({"error":{"code":100,"message":"no"}})")->outcome, AttemptOutcome::refused);
  const auto worded = failure(
      400, R"({"error":{"code":100,"message":"no","error_data":{"details":"d"},"error_user_msg":"words"}})");
  EXPECT_EQ(worded->error.details, "words");
}

TEST(AskMeta, TellsWhoIsKeptOutFromWhatIsRefused) {
  const auto is_out = [](const std::string& error) {
    return is_kept_out(*failure(403, R"({"error":{"message":"no",)" + error + "}}"));
  };
  for (const auto* code : {"3", "10", "33", "200", "299", "368", "131005", "131031"})
    EXPECT_TRUE(is_out(R"("code":)" + std::string(code))) << code;
  EXPECT_TRUE(is_out(R"("code":100,"error_subcode":33)"));
  for (const auto* code : {"100", "4", "190", "199", "300", "80008", "132000"})
    EXPECT_FALSE(is_out(R"("code":)" + std::string(code))) << code;
}

}  // namespace
}  // namespace parley
