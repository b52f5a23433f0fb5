#include "dialects/meta/fields.h"

#include <gtest/gtest.h>

namespace parley::graph {
namespace {

// Which of two members are wanted: "a", "b", both, or neither.
std::string wanted(std::optional<std::string_view> text) {
  const auto fields = Fields::read(text);
  const auto both = std::string(fields.has("a") ? "a" : "") + (fields.has("b") ? "b" : "");
  EXPECT_TRUE(!fields.none() || both.empty());
  return fields.none() ? "none" : both;
}

TEST(Fields, TellWhichMembersAreWanted) {
  const struct {
    std::string_view text, wanted;
  } cases[] = {
      {"kapso(default)", "ab"},
      {"kapso(*)", "ab"},
      {"kapso(all)", "ab"},
      {"kapso(a)", "a"},
      {"kapso(a,b)", "ab"},
      {"kapso( a , c )", "a"},
      {"kapso()", "none"},
      {"kapso( )", "none"},
      {"kapso(c)", ""},
      {"id,kapso(b)", "b"},
      {"id, kapso(b),x", "b"},
      {"kapso(a,default)", "ab"},
      {"", "ab"},
      {"id", "ab"},
      {"kapso", "ab"},
      {"kapso(", "ab"},
      {"kapso(a", "ab"},
      {"kapso(a(b))", "ab"},
      {"x(kapso(a))", "ab"},
      {"nokapso(a)", "ab"},
      {"kapso(a),kapso(b)", "a"},
      {"KAPSO(a)", "ab"},
      {"kapso(,,a,,)", "a"},
  };
  for (const auto& [text, what] : cases) EXPECT_EQ(wanted(text), what) << text;
  EXPECT_EQ(wanted(std::nullopt), "ab");
}

}  // namespace
}  // namespace parley::graph
