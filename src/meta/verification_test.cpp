#include "meta/verification.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::meta {
namespace {

const std::vector<std::string> tokens{"first", "second", ""};

TEST(Verification, SaysTheChallengeBackToWhoKnowsAToken) {
  const struct {
    Challenge challenge;
    ChallengeAnswer answer;
  } cases[] = {
      {{"subscribe", "first", "1158201444"}, {200, "1158201444"}},
      {{"subscribe", "second", " <b>\n"}, {200, " <b>\n"}},
      {{"subscribe", "third", "1"}, {403, ""}},
      {{"subscribe", "First", "1"}, {403, ""}},
      {{"subscribe", "firs", "1"}, {403, ""}},
      {{"subscribe", "", "1"}, {403, ""}},
      {{"subscribe", std::nullopt, "1"}, {403, ""}},
      {{"unsubscribe", "first", "1"}, {403, ""}},
      {{"", "first", "1"}, {403, ""}},
      {{std::nullopt, "first", "1"}, {400, ""}},
      {{"subscribe", "first", std::nullopt}, {400, ""}},
      {{"subscribe", "first", ""}, {400, ""}},
      {{std::nullopt, "third", std::nullopt}, {403, ""}},
  };
  for (const auto& [challenge, answer] : cases) {
    EXPECT_EQ(answer_to(challenge, tokens), answer)
        << challenge.mode.value_or("-") << ' ' << challenge.token.value_or("-") << ' '
        << challenge.text.value_or("-");
  }
}

TEST(Verification, KnowsNobodyWhereNoTokenIsSet) {
  EXPECT_EQ(answer_to({"subscribe", "", "1"}, {}), (ChallengeAnswer{403, ""}));
}

}  // namespace
}  // namespace parley::meta
