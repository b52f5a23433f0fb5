#include "meta/verification.h"

#include "base/secrets.h"

namespace parley::meta {
namespace {

// Looks at every token, so that the time taken does not tell which of them was near.
bool is_one_of(std::string_view token, std::span<const std::string> tokens) {
  bool found = false;
  for (const auto& ours : tokens) found |= !ours.empty() && equal_in_constant_time(token, ours);
  return found;
}

}  // namespace

ChallengeAnswer answer_to(const Challenge& challenge, std::span<const std::string> tokens) {
  if (!is_one_of(challenge.token.value_or(""), tokens)) return {403, {}};
  if (!challenge.mode || challenge.text.value_or("").empty()) return {400, {}};
  if (*challenge.mode != "subscribe") return {403, {}};
  return {200, *challenge.text};
}

}  // namespace parley::meta
