#include "http/match.h"

#include <gtest/gtest.h>

#include <vector>

namespace parley::http {
namespace {

TEST(Match, TellsPathsApart) {
  using Values = std::vector<std::string>;
  struct {
    std::string_view pattern, path;
    std::optional<Values> expected;
  } const cases[] = {
      {"/v1/accounts", "/v1/accounts", Values{}},
      {"/v1/accounts", "/v1/accounts/", std::nullopt},
      {"/v1/accounts/", "/v1/accounts", std::nullopt},
      {"/v1/accounts", "/v1/account", std::nullopt},
      {"/v1/accounts", "/v1/accounts/7", std::nullopt},
      {"/v1/accounts", "/V1/accounts", std::nullopt},
      {"/v1/{sender}/conversations", "/v1/106/conversations", Values{"106"}},
      {"/v1/{sender}/conversations", "/v1//conversations", std::nullopt},
      {"/v1/{sender}/conversations", "/v1/106/conversations/", std::nullopt},
      {"/v1/{sender}", "/v1/a/b", std::nullopt},
      {"/v1/{sender}", "/v1/a%2Fb+c", Values{"a/b+c"}},
      {"/c/{id}/m/{m}", "/c/4/m/9", Values{"4", "9"}},
      {"/m/{wamid...}", "/m/wamid.a/b==", Values{"wamid.a/b=="}},
      {"/m/{wamid...}", "/m/", std::nullopt},
      {"/{a}/{b}/{c}/{d}/{e}/{f}/{g}", "/1/2/3/4/5/6/7", Values{"1", "2", "3", "4", "5", "6"}},
      {"/broken/{a", "/broken/1", std::nullopt},
      {"", "", Values{}},
      {"/", "", std::nullopt},
  };
  for (const auto& [pattern, path, expected] : cases) {
    const auto values = match(pattern, path);
    ASSERT_EQ(values.has_value(), expected.has_value()) << pattern << ' ' << path;
    if (!values) continue;
    ASSERT_EQ(values->size(), expected->size()) << pattern << ' ' << path;
    for (std::size_t i = 0; i < values->size(); ++i) EXPECT_EQ(values->decoded(i), (*expected)[i]);
  }
}

TEST(Match, GivesNothingForABraceThatIsNotThere) {
  const auto values = match("/{a}", "/1");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->raw(0), "1");
  EXPECT_EQ(values->raw(1), "");
}

}  // namespace
}  // namespace parley::http
