#include "simulator/scenario.h"

#include "meta/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace parley::simulator {
namespace {

const Timestamp start = from_millis(1'780'000'000'000);

std::vector<Number> numbers() {
  return {{"1022", "106540352242922", "919999999999"}, {"1022", "2", "551140028922"}};
}

std::string joined(const std::vector<Step>& steps) {
  std::string all;
  for (const Step& step : steps) all += std::to_string(to_millis(step.at)) + step.body + "\n";
  return all;
}

TEST(Scenario, IsTheSameForTheSameSeed) {
  EXPECT_EQ(joined(Scenario(7, numbers(), start).past(20)), joined(Scenario(7, numbers(), start).past(20)));
  EXPECT_NE(joined(Scenario(7, numbers(), start).past(20)), joined(Scenario(8, numbers(), start).past(20)));
}

TEST(Scenario, SaysNewThingsFromTheSamePeopleAtAnotherStart) {
  Scenario first(7, numbers(), start);
  Scenario second(7, numbers(), start + std::chrono::hours{1});
  const auto before = first.next(start).body;
  const auto after = second.next(start + std::chrono::hours{1}).body;
  const auto who = [](const std::string& body) { return body.substr(body.find("\"profile\""), 40); };
  EXPECT_EQ(who(before), who(after));
  EXPECT_NE(before, after);
}

TEST(Scenario, HasAPastInTheOrderOfItsTimes) {
  const auto steps = Scenario(1, numbers(), start).past(60);
  EXPECT_GT(steps.size(), 300U);
  EXPECT_TRUE(std::ranges::is_sorted(steps, {}, &Step::at));
  EXPECT_LT(steps.back().at, start);
}

TEST(Scenario, TellsOfEveryKindAndNothingThatCannotBeRead) {
  std::set<std::size_t> kinds;
  std::set<std::string> types;
  std::set<std::string> people;
  for (const Step& step : Scenario(1, numbers(), start).past(60)) {
    const auto facts = meta::parse_webhook(step.body, start);
    ASSERT_TRUE(facts && facts->parked.empty()) << step.body;
    for (const Fact& fact : facts->facts) {
      kinds.insert(fact.what.index());
      const auto* message = std::get_if<MessageFact>(&fact.what);
      if (!message) continue;
      types.insert(message->content.type);
      people.insert(message->peer.phone);
    }
  }
  EXPECT_GE(people.size(), 60U);
  EXPECT_GE(kinds.size(), 6U);  // messages, statuses, reactions, edits, revokes, renames
  for (const auto* type : {"text", "image", "audio", "document", "location", "contacts", "interactive"}) {
    EXPECT_TRUE(types.contains(type)) << type;
  }
}

TEST(Scenario, AlwaysHasANextStepThatIsDue) {
  Scenario scenario(3, numbers(), start);
  auto now = start;
  for (int i = 0; i < 2'000; ++i) {
    const auto step = scenario.next(now);
    ASSERT_LE(step.at, now);
    ASSERT_TRUE(meta::parse_webhook(step.body, now));
    now += scenario.pause();
  }
}

}  // namespace
}  // namespace parley::simulator
