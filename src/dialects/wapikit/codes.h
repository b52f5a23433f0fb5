#pragma once
// Six digits that prove an address, sent to it in a letter. They are never logged.

#include "dialects/dialect.h"

#include <chrono>
#include <string>
#include <string_view>

namespace parley::wapikit {

constexpr std::string_view registering = "register";
constexpr std::string_view resetting = "reset";
constexpr std::chrono::minutes code_life{5};
constexpr std::int64_t codes_an_hour = 5;  // for one address, whoever asks

std::string make_code();

// Who sends letters. Problem: forbidden "mail" where the operator lets this server send none.
Mailer& need_mailer(const Context& context);

// False where too many letters wait.
bool post_code(Mailer& mailer, std::string_view purpose, const std::string& address, std::string_view code);

}  // namespace parley::wapikit
