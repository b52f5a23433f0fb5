#include "simulator/graph.h"

#include "http/no_answer.h"
#include "meta/graph_error.h"
#include "simulator/testing.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace parley::simulator {
namespace {

using namespace std::chrono_literals;
using testing::Bench;
using testing::webhooks_of;

TEST(Graph, TakesASendAndTellsWhatBecomesOfIt) {
  Bench bench;
  const auto answered = bench.send("+1 650-555-1234", "hi", R"(,"biz_opaque_callback_data":"t1")");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.at("contacts.wa_id"), "16505551234");
  EXPECT_EQ(answered.at("contacts.input"), "+1 650-555-1234");
  const auto attempt = meta::read_send_answer(200, answered.body, {});
  EXPECT_EQ(attempt.outcome, AttemptOutcome::accepted);
  const auto bodies = webhooks_of(bench);
  ASSERT_GE(bodies.size(), 2U);
  EXPECT_NE(bodies.front().find(R"("status":"sent")"), std::string::npos);
  EXPECT_NE(bodies.front().find(R"("biz_opaque_callback_data":"t1")"), std::string::npos);
}

TEST(Graph, GivesTheSameSendsTheSameIdsAndFatesWhateverTheTiming) {
  Switches switches;
  switches.lost_answer = 0.2;
  switches.error = {{131016, 0.2}};
  switches.reply = 0.5;
  const auto run = [&](std::chrono::milliseconds pause, std::uint64_t seed, std::string_view tag) {
    Bench bench(switches, seed);
    bench.world().switches.rate = 0;
    std::string told;
    for (int i = 0; i < 40; ++i) {
      const auto more = R"(,"biz_opaque_callback_data":")" + std::string(tag) + std::to_string(i) + "\"";
      const auto [status, body, headers, is_half] =
          bench.send("16505551" + std::to_string(100 + i % 20), "hi", more);
      told += std::to_string(status) + body;
      bench.now += pause;
    }
    return told;
  };
  EXPECT_EQ(run(0ms, 1, "a"), run(777ms, 1, "b"));
  EXPECT_NE(run(0ms, 1, "a"), run(0ms, 2, "a"));
}

TEST(Graph, TellsTheSameWebhooksForTheSameSendsByteForByte) {
  const auto run = [] {
    Bench bench;
    for (int i = 0; i < 20; ++i) bench.send("16505551" + std::to_string(100 + i), "hi");
    std::string all;
    for (const auto& body : webhooks_of(bench)) all += body + "\n";
    return all;
  };
  EXPECT_EQ(run(), run());
}

TEST(Graph, RefusesAsMetaDoes) {
  Bench bench;
  EXPECT_EQ(bench.call("POST", "/v23.0/106/messages", "{}").at("error.code"), "100");
  EXPECT_EQ(bench.call("POST", "/v23.0/106/messages", "{}", "").at("error.code"), "104");
  const auto wrong = bench.call("POST", "/v23.0/106/messages", "{}", "other");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.at("error.code"), "190");
  const auto foreign = bench.call("POST", "/v23.0/106/messages", "{}", "EAAH");
  EXPECT_EQ(foreign.status, 400);
  EXPECT_EQ(foreign.at("error.error_subcode"), "33");
  for (const auto* const path :
       {"/v23.0/106/nonsense", "/v23.0/999", "/", "/v23.0", "/v23.0/106/messages/x"}) {
    const auto answered = bench.call("GET", path);
    EXPECT_EQ(answered.status, 400) << path;
    EXPECT_EQ(answered.at("error.type"), "GraphMethodException") << path;
    EXPECT_TRUE(answered.at("error.message").starts_with("Unsupported get request.")) << path;
  }
  EXPECT_EQ(bench.send("15550783881", "to ourselves").at("error.code"), "131021");
}

TEST(Graph, TakesTheTokenFromTheQueryToo) {
  Bench bench;
  EXPECT_EQ(bench.call("GET", "/v23.0/106?access_token=EAAG", "", "").at("id"), "106");
}

TEST(Graph, RefusesATokenThatRanOutAndTakesTheRenewedOne) {
  Bench bench;
  bench.world().switches.token_expired = true;
  const auto refused = bench.call("GET", "/v23.0/106");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.at("error.error_subcode"), "463");
  EXPECT_EQ(bench.call("GET", "/v23.0/106", "", "EAAG-renewed").status, 200);
}

TEST(Graph, KeepsToTheThroughputOfANumberAndToAPair) {
  Switches switches;
  switches.rate = 10;
  Bench bench(switches);
  std::vector<std::string> codes;
  for (int i = 0; i < 12; ++i)
    codes.push_back(bench.send("16505551" + std::to_string(100 + i), "hi").at("error.code"));
  EXPECT_EQ(std::ranges::count(codes, "130429"), 2);
  bench.now += 1s;
  EXPECT_EQ(bench.send("16505551200", "hi").status, 200);
  bench.world().switches.rate = 0;
  int refused = 0;
  for (int i = 0; i < 50; ++i)
    refused += bench.send("16505559999", "hi").at("error.code") == "131056" ? 1 : 0;
  EXPECT_EQ(refused, 5);
  bench.now += 6s;
  EXPECT_EQ(bench.send("16505559999", "hi").status, 200);
  bench.world().switches.pair_limit = false;
  EXPECT_EQ(bench.send("16505559999", "hi").status, 200);
}

TEST(Graph, MindsTheWindowWhereAskedTo) {
  Switches switches;
  switches.window = true;
  switches.reply = 0;
  Bench bench(switches);
  EXPECT_EQ(bench.send("16505551234", "hi").at("error.code"), "131047");
  EXPECT_EQ(bench.call("POST", "/simulator/say", R"({"from":"+1 650 555 1234","text":"hello"})", "").status,
            200);
  EXPECT_EQ(bench.send("16505551234", "hi").status, 200);
  bench.world().switches.clock_ahead = 24 * 3600 - 1;
  EXPECT_EQ(bench.send("16505551234", "hi").status, 200);
  bench.world().switches.clock_ahead = 24 * 3600;
  EXPECT_EQ(bench.send("16505551234", "hi").at("error.code"), "131047");
  bench.world().switches.reply = 1;
  const auto by_template = bench.call(
      "POST", "/v23.0/106/messages",
      R"({"messaging_product":"whatsapp","to":"16505551234","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}})");
  EXPECT_EQ(by_template.status, 200);
  EXPECT_EQ(by_template.at("messages.message_status"), "accepted");
  EXPECT_EQ(bench.send("16505551234", "hi").status, 200) << "who was written to has answered";
}

TEST(Graph, AnswersEveryErrorCodeItIsToldTo) {
  for (const int code : {0,      1,      2,      3,      4,      10,     33,     100,    190,    368,
                         80007,  130429, 131000, 131008, 131016, 131026, 131042, 131045, 131047, 131048,
                         131049, 131053, 131056, 131057, 132001, 132015, 133010, 135000}) {
    Bench bench;
    bench.world().switches.error = {{code, 1}};
    const auto answered = bench.send("16505551234", "hi");
    if (code == 0) {
      EXPECT_EQ(answered.status, 200);
      continue;
    }
    EXPECT_EQ(answered.at("error.code"), std::to_string(code));
    EXPECT_GE(answered.status, 400) << code;
    EXPECT_TRUE(webhooks_of(bench).empty()) << code;
  }
}

TEST(Graph, CutsConnectionsBeforeAndBehindTheTaking) {
  Bench bench;
  bench.world().switches.lost_request = 1;
  EXPECT_EQ(bench.send("16505551234", "a").status, http::no_answer);
  EXPECT_TRUE(webhooks_of(bench).empty());
  bench.world().switches.lost_request = 0;
  bench.world().switches.lost_answer = 1;
  EXPECT_EQ(bench.send("16505551234", "b").status, http::no_answer);
  EXPECT_FALSE(webhooks_of(bench).empty());
  bench.world().switches.lost_answer = 0;
  bench.world().switches.half_answer = 1;
  const auto half = bench.send("16505551234", "c");
  EXPECT_TRUE(half.is_cut_in_two);
  EXPECT_EQ(half.body, "");
  const auto counts = bench.call("GET", "/simulator/counts");
  EXPECT_EQ(counts.at("messages"), R"({"half_answer":1,"lost_answer":1,"lost_request":1})");
}

TEST(Graph, IsSlowWhereAskedTo) {
  Switches switches;
  switches.answer_after = {150, 150};
  Bench bench(switches);
  const auto before = std::chrono::steady_clock::now();
  bench.send("16505551234", "hi");
  EXPECT_GE(std::chrono::steady_clock::now() - before, 140ms);
}

TEST(Graph, TakesReadMarksAndTyping) {
  Bench bench;
  const auto mark =
      R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.x","typing_indicator":{"type":"text"}})";
  EXPECT_EQ(bench.call("POST", "/v23.0/106/messages", mark).body, R"({"success":true})");
  EXPECT_EQ(bench.call("GET", "/simulator/counts").at("read_marks"), "1");
}

TEST(Graph, CountsHowOftenEachCallbackDataWasTaken) {
  Bench bench;
  for (const auto* const tag : {"a", "b", "a"}) {
    bench.send("16505551234", "hi", R"(,"biz_opaque_callback_data":")" + std::string(tag) + "\"");
  }
  const auto counts = bench.call("GET", "/simulator/counts");
  EXPECT_EQ(counts.at("callback_data.different"), "2");
  EXPECT_EQ(counts.at("callback_data.taken_again"), "1");
  EXPECT_EQ(counts.at("callback_data.repeats"), R"({"a":2})");
  const auto found = bench.call("GET", "/simulator/messages?callback_data=a&limit=1");
  EXPECT_EQ(found.at("taken"), "2");
  EXPECT_EQ(found.at("data.biz_opaque_callback_data"), "a");
  EXPECT_EQ(found.at("data.object.body"), "hi");
}

TEST(Graph, IsSwitchedWhileItRuns) {
  Bench bench;
  EXPECT_EQ(bench.call("POST", "/simulator/switches", R"({"lost_answer":0.5})", "").at("lost_answer"), "0.5");
  EXPECT_EQ(bench.world().switches.lost_answer, 0.5);
  const auto wrong = bench.call("POST", "/simulator/switches", R"({"lost_answer":7})", "");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.at("error").find("lost_answer"), std::string::npos);
  EXPECT_EQ(bench.call("GET", "/simulator/switches").at("lost_answer"), "0.5");
  EXPECT_EQ(bench.call("POST", "/simulator/callback", R"({"url":"nowhere"})", "").status, 400);
  EXPECT_EQ(
      bench.call("POST", "/simulator/callback", R"({"url":"http://127.0.0.1:9/webhooks/meta"})", "").status,
      200);
  EXPECT_EQ(bench.call("GET", "/simulator/callback").at("url"), "http://127.0.0.1:9/webhooks/meta");
  EXPECT_EQ(bench.call("GET", "/simulator/nonsense").status, 404);
}

TEST(Graph, LetsACustomerSayWhatATestWants) {
  Bench bench;
  EXPECT_EQ(
      bench
          .call("POST", "/simulator/say",
                R"({"from":"16505551234","type":"location","location":{"latitude":1,"longitude":2}})", "")
          .status,
      200);
  const auto bodies = webhooks_of(bench);
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_NE(bodies.front().find(R"("location":{"latitude":1,"longitude":2})"), std::string::npos);
  for (const auto* const body : {"", "{}", R"({"from":"1650"})", R"({"from":"x","text":"hi"})",
                                 R"({"from":"16505551234","text":"hi","phone_number_id":"7"})"}) {
    EXPECT_EQ(bench.call("POST", "/simulator/say", body, "").status, 400) << body;
  }
}

TEST(Graph, RefusesSendsWhereTooManyWebhooksWait) {
  Bench bench;
  std::vector<Webhook> many(Deliveries::most);
  bench.world().courier.carry(std::move(many));
  EXPECT_EQ(bench.send("16505551234", "hi").at("error.code"), "130429");
}

}  // namespace
}  // namespace parley::simulator
