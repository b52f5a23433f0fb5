#include "simulator/switches.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace parley::simulator {
namespace {

TEST(Switches, AreSetByNameInTheWordsOfACommandLine) {
  Switches switches;
  const std::pair<std::string_view, std::string_view> good[] = {
      {"lost_answer", "25%"}, {"repeat", "0.5"},
      {"window", "on"},       {"retry", "off"},
      {"rate", "1000"},       {"answer_after", "5..100"},
      {"delay", "700"},       {"error", "131047=0.01,190=0.2"},
      {"fail", "131026"},     {"batch", "50"},
      {"fail", "131026=1"}};
  for (const auto& [name, text] : good) EXPECT_EQ(set_switch(switches, name, text), "") << name;
  EXPECT_EQ(switches.lost_answer, 0.25);
  EXPECT_EQ(switches.repeat, 0.5);
  EXPECT_TRUE(switches.window);
  EXPECT_FALSE(switches.retry);
  EXPECT_EQ(switches.rate, 1000);
  EXPECT_EQ(switches.answer_after.most, 100);
  EXPECT_EQ(switches.delay.least, 700);
  EXPECT_EQ(switches.delay.most, 700);
  ASSERT_EQ(switches.error.size(), 2U);
  EXPECT_EQ(switches.error[1].code, 190);
  EXPECT_EQ(switches.error[1].share, 0.2);
  EXPECT_EQ(set_switch(switches, "error", ""), "");
  EXPECT_TRUE(switches.error.empty());
}

TEST(Switches, RefuseWhatIsNoneOfTheirValues) {
  const Switches before;
  const std::pair<std::string_view, std::string_view> bad[] = {
      {"nonsense", "1"},        {"lost_answer", "2"}, {"lost_answer", "-0.1"}, {"lost_answer", "nan"},
      {"lost_answer", ""},      {"window", "maybe"},  {"rate", "-1"},          {"rate", "1.5"},
      {"rate", "99999999999"},  {"delay", "9..1"},    {"delay", "1.."},        {"error", "often"},
      {"error", "1=0.7,2=0.7"}, {"error", "131047="}};
  for (const auto& [name, text] : bad) {
    Switches switches;
    EXPECT_NE(set_switch(switches, name, text), "") << name << " " << text;
    EXPECT_EQ(json_of(switches), json_of(before)) << name << " " << text;
  }
}

TEST(Switches, AreReadFromTheirOwnJson) {
  Switches switches;
  for (const auto& [name, text] : {std::pair{"error", "131047=0.25,4=0.5"},
                                   {"reply_after", "1..2"},
                                   {"retry", "off"},
                                   {"drop", "0.125"},
                                   {"clock_ahead", "600"}}) {
    ASSERT_EQ(set_switch(switches, name, text), "");
  }
  const auto json = json_of(switches);
  const auto tree = JsonTree::read(json);
  Switches again;
  EXPECT_EQ(set_switches(again, tree->root()), "");
  EXPECT_EQ(json_of(again), json);
}

TEST(Switches, OfAnObjectAreSetTogetherOrNotAtAll) {
  const std::string body = R"({"drop":0.5,"reorder":[1],"repeat":0.5})";
  const auto tree = JsonTree::read(body);
  Switches switches;
  EXPECT_NE(set_switches(switches, tree->root()), "");
  EXPECT_EQ(switches.drop, 0);
  const auto good = JsonTree::read(R"({"drop":0.5,"delay":[100,200],"error":{"131016":0.5},"window":true})");
  EXPECT_EQ(set_switches(switches, good->root()), "");
  EXPECT_EQ(switches.drop, 0.5);
  EXPECT_EQ(switches.delay.most, 200);
  EXPECT_EQ(switches.error.front().code, 131016);
  EXPECT_TRUE(switches.window);
}

TEST(Switches, AreAllToldOfInTheManual) {
  std::ifstream file(PARLEY_SOURCE_DIR "/docs/simulator.md");
  const std::string manual{std::istreambuf_iterator<char>(file), {}};
  for (const auto& one : all_switches()) {
    EXPECT_NE(manual.find("`" + std::string(one.name) + "`"), std::string::npos) << one.name;
  }
}

}  // namespace
}  // namespace parley::simulator
