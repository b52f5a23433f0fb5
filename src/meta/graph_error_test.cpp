#include "meta/graph_error.h"

#include "base/json.h"
#include "base/names.h"
#include "meta/draft_testing.h"
#include "meta/graph_codes.h"

#include <gtest/gtest.h>

namespace parley::meta {
namespace {

using namespace std::chrono_literals;
using enum AttemptOutcome;

Attempt after(int code, int failures = 0, int status = 400) {
  const auto* const known = graph_code(code);
  const auto reach = known ? known->reach : AttemptReach::draft;
  return read_send_answer(status, R"({"error":{"code":)" + std::to_string(code) + "}}",
                          {.draft = {code, reach, failures}});
}

TEST(SendAnswer, TellsWhatMetaTook) {
  const auto attempt = read_send_answer(
      200,
      R"({"messaging_product":"whatsapp","contacts":[{"input":"+15551234567","wa_id":"15551234567"}],)"
      R"("messages":[{"id":"wamid.HBg+/A==","message_status":"held_for_quality_assessment"}]})",
      {});
  EXPECT_EQ(attempt.outcome, accepted);
  EXPECT_EQ(attempt.wamid, "wamid.HBg+/A==");
  EXPECT_EQ(attempt.recipient, Identity{.phone = "15551234567"});
  EXPECT_EQ(attempt.message_status, "held_for_quality_assessment");
}

TEST(SendAnswer, TellsIdsAndGroupsAsWell) {
  const auto recipient = [](const std::string& contact, const std::string& group) {
    return read_send_answer(200,
                            R"({"contacts":[{)" + contact + R"(}],"messages":[{"id":"w")" + group + "}]}", {})
        .recipient;
  };
  EXPECT_EQ(recipient(R"("user_id":"US.1349")", ""), Identity{.bsuid = "US.1349"});
  EXPECT_EQ(recipient(R"("user_id":"US.ENT.11")", ""), Identity{.parent = "US.ENT.11"});
  EXPECT_EQ(recipient(R"("input":"g")", R"(,"group_id":"g")"), Identity{.group = "g"});
}

TEST(SendAnswer, IsUnknownWhereNobodyCanTell) {
  const std::pair<int, const char*> answers[] = {
      {200, ""},
      {200, "<html>"},
      {200, R"({"messages":[]})"},
      {200, R"({"messages":[{}]})"},
      {200, R"({"messages":"w"})"},
      {500, ""},
      {502, "<html>Bad Gateway</html>"},
      {503, R"({"message":"no"})"},
      {504, "null"},
  };
  for (const auto& [status, body] : answers) {
    const auto attempt = read_send_answer(status, body, {});
    EXPECT_EQ(attempt.outcome, unknown) << status << ' ' << body;
    EXPECT_FALSE(attempt.error.details.empty());
  }
  EXPECT_EQ(no_answer("the deadline passed").outcome, unknown);
}

// Gateways say "error" in JSON as well. Behind one that tired of waiting, Meta may have taken the message.
TEST(SendAnswer, IsNoErrorOfMetasWithoutACode) {
  const char* const bodies[] = {R"({"error":{"message":"upstream timeout"}})",
                                R"({"error":{"message":"upstream timeout","code":"TIMEOUT"}})",
                                R"({"error":{"code":"504 Gateway Timeout"}})",
                                R"({"error":{"code":"0x0"}})",
                                R"({"error":{"code":-1}})",
                                R"({"error":{"code":1.5}})",
                                R"({"error":{"code":null}})",
                                R"({"error":{"code":true}})",
                                R"({"error":{"code":99999999999}})",
                                R"({"error":{}})"};
  for (const auto* const body : bodies) {
    for (const int status : {500, 502, 503, 504, 200})
      EXPECT_EQ(read_send_answer(status, body, {}).outcome, unknown) << status << ' ' << body;
    for (const int status : {400, 401, 403}) {
      const auto attempt = read_send_answer(status, body, {});
      EXPECT_EQ(attempt.outcome, refused) << status << ' ' << body;
      EXPECT_EQ(attempt.error.code, 131000);
      EXPECT_FALSE(attempt.error.details.empty());
    }
    EXPECT_EQ(read_send_answer(429, body, {}).reach, AttemptReach::everything) << body;
    EXPECT_FALSE(read_error(504, body)->is_metas) << body;
  }
}

TEST(SendAnswer, TakesACodeAsANumberAndAsItsText) {
  EXPECT_EQ(read_send_answer(401, R"({"error":{"code":0}})", {}).outcome, no_token);
  EXPECT_EQ(read_send_answer(401, R"({"error":{"code":"0"}})", {}).outcome, no_token);
  EXPECT_EQ(read_send_answer(500, R"({"error":{"code":"131016"}})", {}).outcome, passing);
  EXPECT_EQ(first_error(R"([{"title":"without a code"}])").code, 131000);
}

TEST(SendAnswer, IsARefusalWhereSomebodyElseRefused) {
  for (const int status : {301, 400, 403, 404, 407, 413})
    EXPECT_EQ(read_send_answer(status, "<html>", {}).outcome, refused) << status;
  const auto attempt = read_send_answer(429, "slow down", {}, 7s);
  EXPECT_EQ(attempt.outcome, passing);
  EXPECT_EQ(attempt.reach, AttemptReach::everything);
  EXPECT_EQ(attempt.wait, 7s);
}

TEST(SendAnswer, KeepsWhatMetaSaidOfAnError) {
  const auto attempt = read_send_answer(
      400,
      R"({"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,)"
      R"("error_data":{"messaging_product":"whatsapp","details":"More than 24 hours"},"error_subcode":2494055,)"
      R"("fbtrace_id":"Az8or2yhqkZ"}})",
      {});
  EXPECT_EQ(attempt.outcome, refused);
  const MetaError expected{.status = 400,
                           .code = 131047,
                           .subcode = 2494055,
                           .title = "Re-engagement message",
                           .details = "More than 24 hours",
                           .trace = "Az8or2yhqkZ"};
  EXPECT_EQ(attempt.error, expected);
}

// Meta's table, code by code (Meta's page "Error codes").
TEST(SendAnswer, DecidesByTheCode) {
  const std::pair<AttemptOutcome, std::vector<int>> groups[] = {
      {no_token, {0, 104, 190}},
      {passing, {1, 2, 4, 80007, 80008, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}},
      {refused, {3,      10,     33,     100,    200,    210,    299,    368,    803,     1026,   130472,
                 130497, 131005, 131008, 131009, 131021, 131026, 131031, 131037, 131042,  131045, 131047,
                 131049, 131050, 131051, 131052, 131053, 131055, 131059, 131062, 132000,  132001, 132005,
                 132007, 132012, 132015, 132016, 132068, 132069, 133000, 133005, 133006,  133008, 133009,
                 133010, 133015, 134011, 134100, 134101, 134102, 135000, 138006, 2593107, 2593108}},
  };
  for (const auto& [outcome, codes] : groups) {
    for (const int code : codes) {
      const auto attempt = after(code);
      EXPECT_EQ(attempt.outcome, outcome) << code;
      EXPECT_EQ(attempt.wait > 0ms, outcome == passing) << code;
      EXPECT_FALSE(attempt.error.title.empty()) << code;
      EXPECT_NE(graph_code(code), nullptr) << code;
    }
  }
}

TEST(SendAnswer, SaysWhomAPassingFailureConcerns) {
  using enum AttemptReach;
  const std::pair<int, AttemptReach> cases[] = {{1, draft},       {131000, draft},  {131056, pair},
                                                {130429, sender}, {131057, sender}, {131048, sender},
                                                {80007, account}, {80008, account}, {4, account}};
  for (const auto& [code, reach] : cases) EXPECT_EQ(after(code).reach, reach) << code;
  EXPECT_EQ(not_sent("refused", {}).reach, everything);
}

TEST(SendAnswer, WaitsFourToTheNForAPair) {
  const std::chrono::seconds waits[] = {4s, 16s, 64s, 256s, 1024s, 3600s, 3600s};
  for (int failures = 0; failures < 7; ++failures)
    EXPECT_EQ(after(131056, failures).wait, waits[failures]) << failures;
  EXPECT_EQ(after(131056, 1'000'000).wait, 1h);
}

TEST(SendAnswer, GivesUpWhereMetaNeverRecovers) {
  EXPECT_EQ(after(1, 0).outcome, passing);
  EXPECT_EQ(after(1, 1).outcome, refused) << "once again, then no more";
  EXPECT_EQ(after(131000, 9).outcome, passing);
  EXPECT_EQ(after(131000, 10).outcome, refused);
  for (const int code : {2, 4, 130429, 131016, 131057, 133004})
    EXPECT_EQ(after(code, 1000).outcome, passing) << code << " is no fault of the draft's";
}

TEST(SendAnswer, HoldsTheNumberByWhatTheNumberWasTold) {
  using enum AttemptReach;
  const auto told = [](const Tried& tried) {
    return read_send_answer(400, R"({"error":{"code":130429}})", tried);
  };
  EXPECT_EQ(told({.draft = {130429, sender, 20}}).hold, 1s);
  EXPECT_EQ(told({.sender = {130429, sender, 3}}).hold, 8s);
  EXPECT_EQ(told({.sender = {130429, sender, 50}}).hold, 30s);
  EXPECT_EQ(told({.sender = {130429, sender, 50}}).wait, 1s);
  EXPECT_EQ(told({.sender = {131016, sender, 50}}).hold, 1s) << "another limit begins anew";
  EXPECT_EQ(after(131000).hold, 0s) << "it is the draft's alone";
  EXPECT_EQ(after(131056).hold, 0s);
  EXPECT_EQ(not_sent("refused", {}).hold, not_sent("refused", {}).wait);
}

TEST(SendAnswer, CountsWhatWasToldInARow) {
  using enum AttemptReach;
  const auto told = [](int code, const Streak& before) {
    const auto body = R"({"error":{"code":)" + std::to_string(code) + "}}";
    return read_send_answer(400, body, {.draft = before});
  };
  EXPECT_EQ(told(131000, {131000, draft, 10}).outcome, refused);
  EXPECT_EQ(told(131000, {131016, sender, 10}).outcome, passing) << "an outage is no fault of the draft's";
  EXPECT_EQ(told(131000, {131000, everything, 10}).outcome, passing) << "nor is a network";
  EXPECT_EQ(told(1, {131016, sender, 10}).outcome, passing);
  EXPECT_EQ(told(131056, {131016, sender, 10}).wait, 4s);
}

TEST(SendAnswer, WaitsAsLongAsItIsAskedTo) {
  EXPECT_EQ(read_send_answer(400, R"({"error":{"code":130429}})", {}, 90s).wait, 90s);
  EXPECT_EQ(
      read_send_answer(400, R"({"error":{"code":131056}})", {.draft = {131056, AttemptReach::pair, 3}}, 1s)
          .wait,
      256s);
}

TEST(SendAnswer, GoesByMetasWordForWhatIsInNoTable) {
  EXPECT_EQ(graph_code(987654), nullptr);
  EXPECT_EQ(after(987654).outcome, refused);
  EXPECT_EQ(after(987654, 0, 500).outcome, passing);
  EXPECT_EQ(after(987654, 8, 500).outcome, refused);
  EXPECT_EQ(read_send_answer(400, R"({"error":{"code":987654,"is_transient":true}})", {}).outcome, passing);
  EXPECT_EQ(read_send_answer(200, R"({"error":{"code":131026}})", {}).outcome, refused) << "an error is one";
}

TEST(SendAnswer, GoesOnTryingToReachMeta) {
  EXPECT_EQ(not_sent("connection refused", {}).outcome, passing);
  EXPECT_EQ(not_sent("connection refused", {.draft = {131000, AttemptReach::everything, 500}}).outcome,
            passing);
  EXPECT_EQ(not_sent("connection refused", {.draft = {131000, AttemptReach::everything, 500}}).wait, 60s);
}

TEST(GraphError, IsWrittenAsItIsRead) {
  const MetaError errors[] = {
      meta_error(131047, "More than 24 hours"),
      meta_error(100),
      {.status = 401, .code = 190, .subcode = 463, .title = "Session \"over\"", .trace = "A"},
      {.status = 400,
       .code = 100,
       .subcode = 33,
       .title = "Unsupported get request.",
       .type = "GraphMethodException"},
      {.status = 401, .code = 0, .title = "AuthException"},
  };
  for (const auto& error : errors) EXPECT_EQ(read_error(error.status, error_body(error))->error, error);
  EXPECT_EQ(
      error_body(meta_error(131009, "d")),
      R"({"error":{"message":"(#131009) Parameter value is not valid","type":"OAuthException","code":131009,)"
      R"("error_data":{"messaging_product":"whatsapp","details":"d"}}})");
  EXPECT_EQ(
      errors_array(meta_error(131026, "d")),
      R"([{"code":131026,"title":"Message undeliverable","message":"Message undeliverable","error_data":{"details":"d"}}])");
}

TEST(GraphError, IsReadBackFromWhatIsKept) {
  MetaError told{
      .status = 429, .code = 130429, .subcode = 7, .title = "Rate limit hit", .details = "Slow down"};
  told.trace = "Abc";
  const MetaError strange{.status = 500, .code = 999, .title = "News", .type = "GraphMethodException"};
  for (const auto& error : {meta_error(131026, "d"), meta_error(132001), told, strange})
    EXPECT_EQ(first_error(errors_array(error)), error) << errors_array(error);
  EXPECT_EQ(first_error(R"([{"code":131026,"title":"Message undeliverable"},{"code":1}])"),
            meta_error(131026));
  EXPECT_EQ(first_error(R"([{"code":137000,"title":"Recipient identity key hash mismatch"}])").status, 400);
  for (const auto* none : {"", "[]", "{}", "[1]", "nonsense"})
    EXPECT_EQ(first_error(none).code, 131000) << none;
}

TEST(GraphError, IsNoneInAGoodAnswer) {
  EXPECT_FALSE(read_error(200, R"({"success":true})"));
  EXPECT_FALSE(read_error(204, ""));
  EXPECT_FALSE(read_error(404, "")->is_metas);
}

TEST(GraphAnswer, IsWrittenAsItIsRead) {
  const auto draft = draft_in(send_body(R"("text":{"body":"hi"})"));
  Attempt attempt{.outcome = accepted, .wamid = "wamid.1", .recipient = {.phone = "16505551234"}};
  attempt.message_status = "accepted";
  const auto body = accepted_body(draft, attempt);
  EXPECT_EQ(body,
            R"({"messaging_product":"whatsapp","contacts":[{"input":"16505551234","wa_id":"16505551234"}],)"
            R"("messages":[{"id":"wamid.1","message_status":"accepted"}]})");
  const auto read = read_send_answer(200, body, {});
  EXPECT_EQ(read.wamid, attempt.wamid);
  EXPECT_EQ(read.recipient, attempt.recipient);
}

}  // namespace
}  // namespace parley::meta
