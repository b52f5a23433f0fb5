// What was sent, counted, over the real store.

#include "dialects/whats91/report_testing.h"

namespace parley::whats91 {
namespace {

struct Whats91Analytics : Whats91Reports {
  // The answer's data, without what is around it.
  std::string data(std::string_view rest) {
    const auto answered = report("/analytics" + std::string(rest));
    EXPECT_EQ(answered.status, 200) << rest << answered.body;
    const auto from = answered.body.find("\"data\":") + 7;
    return answered.body.substr(from, answered.body.find(",\"metadata\"") - from);
  }
};

TEST_F(Whats91Analytics, CountHowFarMessagesCame) {
  tell_week();
  EXPECT_EQ(
      data("/delivery"),
      R"({"status":[{"status":"pending","count":1},{"status":"sent","count":4},)"
      R"({"status":"delivered","count":2},{"status":"read","count":1},{"status":"failed","count":1}],)"
      R"("sourceType":[{"sourceType":"PUBLIC_API","count":5},{"sourceType":"BUSINESS_APP","count":1}]})");
  EXPECT_EQ(
      data("/delivery?status=delivered"),
      R"({"status":[{"status":"delivered","count":2}],"sourceType":[{"sourceType":"PUBLIC_API","count":2}]})");
  EXPECT_EQ(
      data("/delivery?status=accepted&sourceType=BUSINESS_APP"),
      R"({"status":[{"status":"sent","count":1}],"sourceType":[{"sourceType":"BUSINESS_APP","count":1}]})");
  EXPECT_EQ(
      data("/delivery?dateFrom=2026-06-02&dateTo=2026-06-02"),
      R"({"status":[{"status":"sent","count":1},{"status":"delivered","count":1},{"status":"failed","count":1}],)"
      R"("sourceType":[{"sourceType":"PUBLIC_API","count":2}]})");
  EXPECT_EQ(data("/delivery?sourceType=CAMPAIGN"), R"({"status":[],"sourceType":[]})");
  EXPECT_EQ(data("/delivery?dateFrom=2026-07-01&dateTo=2026-07-31"), R"({"status":[],"sourceType":[]})");
  expect("delivery_analytics", report("/analytics/delivery"));
}

TEST_F(Whats91Analytics, GroupFailures) {
  tell_week();
  send(person(4), "text", "x", day(4, 10), "wamid.g");
  report_status("wamid.g", MessageStatus::failed, day(4, 10),
                R"([{"code":131047,"title":"Re-engagement message"}])");
  for (const std::string name : {"h", "i"}) {
    send(person(5), "template", "bill", day(4, 11), "wamid." + name);
    report_status("wamid." + name, MessageStatus::failed, day(4, 11), undeliverable);
  }
  EXPECT_EQ(
      data("/failures"),
      R"({"failures":[{"error":"Message undeliverable","templateName":"bill","sourceType":"PUBLIC_API","count":2},)"
      R"({"error":"Message undeliverable","templateName":"greeting","sourceType":"PUBLIC_API","count":1},)"
      R"({"error":"Re-engagement message","templateName":null,"sourceType":"PUBLIC_API","count":1}]})");
  EXPECT_EQ(member(data("/failures?templateName=greeting"), "count"), "1");
  EXPECT_EQ(data("/failures?sourceType=BUSINESS_APP"), R"({"failures":[]})");
  EXPECT_EQ(data("/failures?dateTo=2026-06-01"), R"({"failures":[]})");
  EXPECT_EQ(member(data("/failures?dateTo=2026-06-03"), "templateName"), "greeting");
  // What arrived in the end is no failure.
  report_status("wamid.b", MessageStatus::delivered, day(4, 12));
  EXPECT_EQ(data("/failures?templateName=greeting"), R"({"failures":[]})");
}

TEST_F(Whats91Analytics, CountTemplates) {
  tell_week();
  EXPECT_EQ(data("/templates"),
            R"({"templates":[{"templateName":"bill","sent":1,"delivered":0,"read":0,"failed":0},)"
            R"({"templateName":"greeting","sent":1,"delivered":1,"read":1,"failed":1}]})");
  EXPECT_EQ(data("/templates?templateName=greeting&dateFrom=2026-06-02"),
            R"({"templates":[{"templateName":"greeting","sent":0,"delivered":0,"read":0,"failed":1}]})");
  EXPECT_EQ(data("/templates?templateName=nobody"), R"({"templates":[]})");
}

TEST_F(Whats91Analytics, CountDays) {
  tell_week();
  const std::string days =
      R"({"dates":[{"date":"2026-06-01","total":1,"statusCounts":{"sent":1,"delivered":1,"read":1,"failed":0}},)"
      R"({"date":"2026-06-02","total":2,"statusCounts":{"sent":1,"delivered":1,"read":0,"failed":1}},)"
      R"({"date":"2026-06-03","total":2,"statusCounts":{"sent":2,"delivered":0,"read":0,"failed":0}},)"
      R"({"date":"2026-06-04","total":1,"statusCounts":{"sent":0,"delivered":0,"read":0,"failed":0}}]})";
  EXPECT_EQ(data("/dates"), days);
  EXPECT_EQ(data("/dates?storage=archive"), days);
  EXPECT_EQ(
      data("/dates?dateFrom=2026-06-03&dateTo=2026-06-03&sourceType=BUSINESS_APP"),
      R"({"dates":[{"date":"2026-06-03","total":1,"statusCounts":{"sent":1,"delivered":0,"read":0,"failed":0}}]})");
  EXPECT_EQ(data("/dates?dateFrom=2026-05-01&dateTo=2026-05-31"), R"({"dates":[]})");
}

// Days by the ranks of a long list are the days that a walk finds.
TEST_F(Whats91Analytics, CountTheSameDaysByRanksAndByWalking) {
  for (int i = 0; i < 600; ++i) {
    const auto at = day(1, 0) + std::chrono::minutes{i * 17};
    scene.tell(first, text_to(person(i % 4), "wamid.l" + std::to_string(i), "t", at));
    if (i % 3 == 0) report_status("wamid.l" + std::to_string(i), MessageStatus::delivered, at);
    if (i % 7 == 0) scene.tell(first, text_from(person(1), "wamid.n" + std::to_string(i), "t", at));
  }
  for (const std::string dates : {"", "&dateFrom=2026-06-03&dateTo=2026-06-05"}) {
    const auto ranked = data("/dates?storage=archive" + dates);
    EXPECT_EQ(ranked, data("/dates?storage=archive&sourceType=BUSINESS_APP" + dates));
    EXPECT_NE(ranked, R"({"dates":[]})");
  }
}

// The vendor's samples have counts of their own; names and order of what they hold are ours.
TEST_F(Whats91Analytics, HaveTheDocumentedMembers) {
  tell_week();
  const auto names = [](const std::string& json) {
    std::string all;
    simdjson::dom::parser parser;
    const auto each = [&](auto self, simdjson::dom::element at) -> void {
      if (at.is_array()) self(self, *at.get_array().value_unsafe().begin());
      if (!at.is_object()) return;
      for (const auto [key, value] : simdjson::dom::object(at.get_object().value_unsafe())) {
        all += std::string(key) + ' ';
        self(self, value);
      }
    };
    each(each, parser.parse(json)["data"].value_unsafe());
    return all;
  };
  for (const auto& [rest, sample] :
       {std::pair("delivery", "delivery_analytics"), std::pair("failures", "failure_analytics"),
        std::pair("templates", "template_analytics")})
    EXPECT_EQ(names(report("/analytics/" + std::string(rest)).body), names(documented(sample))) << rest;
}

}  // namespace
}  // namespace parley::whats91
