#include "app/token_text.h"

#include "base/problem.h"
#include "base/secrets.h"

#include <string_view>

namespace parley::app {
namespace {

constexpr std::size_t symbols = 32;  // of 62: 190 bits

// Capitals and digits, each worth log2(36) bits.
std::string random_capitals(std::size_t count) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  constexpr unsigned fair = 256 / alphabet.size() * alphabet.size();
  std::string text;
  while (text.size() < count) {
    const auto byte = static_cast<unsigned char>(random_bytes(1).front());
    if (byte < fair) text += alphabet[byte % alphabet.size()];
  }
  return text;
}

}  // namespace

TokenText make_token_text(Api api) {
  switch (api) {
    case Api::whats91: return {.secret = "w91_live_" + random_symbols(symbols)};
    case Api::kirim: return {.secret = "kdv_live_" + random_symbols(symbols)};
    case Api::meta: return {.secret = "pk_live_" + random_symbols(symbols)};
    case Api::native: return {.secret = "prl_live_" + random_symbols(symbols)};
    case Api::vobiz: {
      TokenText text{.auth_id = "MA_" + random_capitals(10), .auth_token = random_symbols(40)};
      text.secret = text.auth_id + ":" + text.auth_token;
      return text;
    }
    case Api::wapikit: break;
  }
  throw Problem(Problem::Kind::conflict, "user", "tokens for wapikit are people's: --user EMAIL says whose");
}

}  // namespace parley::app
