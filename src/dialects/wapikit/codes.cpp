#include "dialects/wapikit/codes.h"

#include "base/secrets.h"

#include <fmt/format.h>

#include <cstring>

namespace parley::wapikit {

std::string make_code() {
  constexpr std::uint64_t codes = 1'000'000;
  const auto bytes = random_bytes(sizeof(std::uint64_t));
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return fmt::format("{:06}", number % codes);
}

Mailer& need_mailer(const Context& context) {
  if (context.mailer) return *context.mailer;
  throw Problem(Problem::Kind::forbidden, "mail",
                "This server sends no mail. Whoever runs it can add an account or set a new password.");
}

bool post_code(Mailer& mailer, std::string_view purpose, const std::string& address, std::string_view code) {
  const auto* what = purpose == resetting ? "set a new password" : "register";
  return mailer.post({.to = address,
                      .subject = "Your code",
                      .text = fmt::format("{} is the code by which you may {}. It is good for {} minutes.\n\n"
                                          "If you did not ask for it, there is nothing to do.",
                                          code, what, code_life.count())});
}

}  // namespace parley::wapikit
