#include "http/params.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

TEST(PercentDecoded, UndoesWhatIsWellFormedAndLeavesTheRest) {
  struct {
    std::string_view text, as_query, as_path;
  } const cases[] = {
      {"", "", ""},
      {"plain", "plain", "plain"},
      {"a+b", "a b", "a+b"},
      {"%2B%2b", "++", "++"},
      {"%41%", "A%", "A%"},
      {"%4", "%4", "%4"},
      {"%zz%4x%x4", "%zz%4x%x4", "%zz%4x%x4"},
      {"%%41", "%A", "%A"},
      {"%C3%A9", "\xC3\xA9", "\xC3\xA9"},
      {"%00", std::string_view("\0", 1), std::string_view("\0", 1)},
  };
  for (const auto& [text, as_query, as_path] : cases) {
    EXPECT_EQ(percent_decoded(text, true), as_query) << text;
    EXPECT_EQ(percent_decoded(text, false), as_path) << text;
  }
}

TEST(PercentEncoded, LeavesOnlyWhatMeansNothingInAnAddress) {
  EXPECT_EQ(percent_encoded("order_1~-."), "order_1~-.");
  EXPECT_EQ(percent_encoded("a b&c=\xC3\xA9/?%"), "a%20b%26c%3D%C3%A9%2F%3F%25");
  EXPECT_EQ(percent_decoded(percent_encoded("100% +\xFF"), true), "100% +\xFF");
}

TEST(Params, GiveTheFirstValueOfAName) {
  const auto params = Params::of_query("a=1&b=two+words&a=3&c=%26%3D");
  EXPECT_EQ(params.text("a"), "1");
  EXPECT_EQ(params.text("b"), "two words");
  EXPECT_EQ(params.text("c"), "&=");
  EXPECT_EQ(params.text("d"), std::nullopt);
  EXPECT_EQ(params.all("a"), (std::vector<std::string_view>{"1", "3"}));
}

TEST(Params, TellEmptyFromAbsent) {
  const auto params = Params::of_query("a&b=&&=x");
  EXPECT_EQ(params.text("a"), "");
  EXPECT_EQ(params.text("b"), "");
  EXPECT_EQ(params.text("c"), std::nullopt);
  EXPECT_EQ(params.size(), 3u);
  EXPECT_EQ(Params::of_query("").size(), 0u);
}

TEST(Params, KeepEqualSignsOfAValue) { EXPECT_EQ(Params::of_query("cursor=abc==").text("cursor"), "abc=="); }

TEST(Params, StopAtTheirLimit) {
  std::string query;
  for (int i = 0; i < 1000; ++i) query += "a=1&";
  EXPECT_EQ(Params::of_query(query).size(), Params::most);
}

}  // namespace
}  // namespace parley::http
