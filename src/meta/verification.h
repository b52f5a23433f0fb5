#pragma once
// The GET by which Meta asks whether a callback is ours (Meta's webhook pages, "verification requests").

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::meta {

// The decoded parameters hub.mode, hub.verify_token and hub.challenge; nothing where one is absent.
struct Challenge {
  std::optional<std::string_view> mode;
  std::optional<std::string_view> token;
  std::optional<std::string_view> text;
};

// To be sent as text/plain, the body and not a byte more. 200 with the challenge; 403 for a token or mode
// that is not ours; 400 where a known token comes without mode or challenge. The challenge is said back to
// nobody else.
struct ChallengeAnswer {
  int status = 403;
  std::string_view body;
  bool operator==(const ChallengeAnswer&) const = default;
};

ChallengeAnswer answer_to(const Challenge& challenge, std::span<const std::string> tokens);

}  // namespace parley::meta
