#include "dialects/wapikit/codes.h"

#include "base/secrets.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstring>

namespace parley::wapikit {

std::string make_code() {
  constexpr std::uint64_t codes = 1'000'000;
  const auto bytes = random_bytes(sizeof(std::uint64_t));
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return fmt::format("{:06}", number % codes);
}

void tell_code(std::string_view purpose, std::string_view address, std::string_view code) {
  spdlog::warn("no mail server: the code by which {} may {} is {}, for {} minutes", address, purpose, code,
               code_life.count());
}

}  // namespace parley::wapikit
