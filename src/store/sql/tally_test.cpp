#include "store/sql/tally.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>

namespace parley::sql {
namespace {

using Model = std::map<std::string, std::int64_t>;

Model model_of(const Tally& tally) {
  Model model;
  for (const auto& [kind, rows] : tally.entries()) {
    EXPECT_TRUE(model.emplace(kind, rows).second) << "twice: " << kind;
  }
  return model;
}

Tally tally_of(const Model& model) {
  Tally tally;
  for (const auto& [kind, rows] : model) tally.add(kind, rows);
  return tally;
}

TEST(Tally, CountsEachKindAndForgetsThoseWithoutRows) {
  Tally tally;
  tally.add("a", 1);
  tally.add("b", 2);
  tally.add("a", 4);
  EXPECT_EQ(model_of(tally), (Model{{"a", 5}, {"b", 2}}));
  EXPECT_EQ(tally.total(), 7);
  tally.add("b", -2);
  EXPECT_EQ(model_of(tally), (Model{{"a", 5}}));
}

TEST(Tally, HoldsNoFewerRowsThanNone) {
  Tally tally;
  tally.add("never seen", -1);
  tally.add("a", 0);
  EXPECT_TRUE(tally.entries().empty());
  tally.add("a", 2);
  tally.add("a", -3);
  EXPECT_TRUE(tally.entries().empty());
  EXPECT_EQ(tally.packed(), "");
}

TEST(Tally, TakingAwayUndoesAdding) {
  std::mt19937 random(3);
  Tally tally;
  Model model;
  for (int step = 0; step < 5'000; ++step) {
    const std::string kind(1, static_cast<char>(random() % 30));
    if (random() % 2 == 0) {
      tally.add(kind, 1);
      ++model[kind];
    } else if (model.contains(kind)) {
      tally.add(kind, -1);
      if (--model[kind] == 0) model.erase(kind);
    }
    std::int64_t total = 0;
    for (const auto& [each, rows] : model) total += rows;
    ASSERT_EQ(tally.total(), total) << "step " << step;
    ASSERT_EQ(model_of(tally), model) << "step " << step;
  }
  for (const auto& [kind, rows] : model) tally.add(kind, -rows);
  EXPECT_EQ(tally.packed(), "");
}

TEST(Tally, ComesBackFromItsPackedForm) {
  const Model model{{std::string(1, '\0'), 1},
                    {"\x7F", 127},
                    {"\xFF", 128},
                    {std::string("\x03text"), 16'384},
                    {std::string(255, 'k'), std::int64_t{1} << 40},
                    {std::string("with\0zero", 9), 300}};
  const auto tally = tally_of(model);
  const auto again = Tally::read(tally.packed());
  EXPECT_EQ(model_of(again), model);
  EXPECT_EQ(again.packed(), tally.packed());
  EXPECT_TRUE(Tally::read("").entries().empty());
}

TEST(Tally, CountsTheWantedKindsOfItsPackedForm) {
  const auto packed = tally_of({{"a", 1}, {"ab", 20}, {"b", 300}}).packed();
  const auto count = [&](std::string_view wanted) {
    return Tally::count(packed, [wanted](std::string_view kind) { return kind.starts_with(wanted); });
  };
  EXPECT_EQ(count(""), 321);
  EXPECT_EQ(count("a"), 21);
  EXPECT_EQ(count("b"), 300);
  EXPECT_EQ(count("c"), 0);
}

TEST(Tally, TellsKindsApartByTheirFirst255Bytes) {
  const std::string head(255, 'k');
  Tally tally;
  tally.add(head + "one", 1);
  tally.add(head + "other", 1);
  tally.add(head.substr(1), 1);
  EXPECT_EQ(model_of(tally), (Model{{head, 2}, {head.substr(1), 1}}));
  EXPECT_EQ(model_of(Tally::read(tally.packed())), model_of(tally));
  tally.add(head + "a third", -2);
  EXPECT_EQ(tally.total(), 1);
}

TEST(Tally, CutShortGivesTheKindsThatAreWhole) {
  const Model model{{"a", 1}, {"bcd", 300}, {"e", 70'000}};
  const auto packed = tally_of(model).packed();
  const std::size_t ends[] = {3, 9, 14};
  ASSERT_EQ(packed.size(), 14U);
  for (std::size_t size = 0; size <= packed.size(); ++size) {
    Model expected;
    auto next = model.begin();
    for (const auto end : ends) {
      if (end <= size) expected.insert(*next);
      ++next;
    }
    const auto cut = std::string_view(packed).substr(0, size);
    EXPECT_EQ(model_of(Tally::read(cut)), expected) << "cut to " << size;
  }
}

TEST(Tally, IsEmptyWhereItsBytesAreNone) {
  EXPECT_TRUE(Tally::read(std::string_view("\0\x05", 2)).entries().empty());
  EXPECT_TRUE(Tally::read("\xFFtoo short").entries().empty());
  const std::string negative = std::string("\x01k") + std::string(9, '\xFF') + '\x01';
  EXPECT_TRUE(Tally::read(negative).entries().empty());
}

}  // namespace
}  // namespace parley::sql
