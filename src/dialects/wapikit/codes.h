#pragma once
// Six digits that prove an address. There is no mail server to send them by: the operator finds them in the log.

#include "store/members.h"

#include <chrono>
#include <string>
#include <string_view>

namespace parley::wapikit {

constexpr std::string_view registering = "register";
constexpr std::string_view resetting = "reset";
constexpr std::chrono::minutes code_life{5};

std::string make_code();
// Into the log, where the operator reads it.
void tell_code(std::string_view purpose, std::string_view address, std::string_view code);

}  // namespace parley::wapikit
