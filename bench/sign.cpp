// sign FILE COUNT PEOPLE SEED: writes COUNT webhooks of Meta's, one new message each, signed, as whole HTTP requests:
// for each its length as 32 bits of this machine, then its bytes. Nine in ten are of people that `fill` has stored.

#include "made.h"
#include "meta/signature.h"
#include "simulator/payload.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace parley::bench {
namespace {

// The busy write more: half of the known ones' messages are of the first hundredth.
std::uint64_t writer(Dice& dice, std::uint64_t people) {
  if (dice.chance(10)) return people + dice.below(people);
  return dice.below(dice.chance(50) ? std::max<std::uint64_t>(1, people / 100) : people);
}

std::string body(Dice& dice, std::uint64_t people, std::int64_t at) {
  const simulator::Number number{std::string(waba), std::string(main_number), std::string(main_phone)};
  const auto who = writer(dice, people);
  const simulator::Person person{.wa_id = phone_of(who), .user_id = {}, .name = name_of_person(who)};
  const simulator::Message message{.wamid = wamid_of(person.wa_id, dice),
                                   .at = from_millis(at),
                                   .content = simulator::text(words(dice)),
                                   .quoted = {}};
  return simulator::incoming(number, person, {&message, 1});
}

std::string request(const std::string& body) {
  return fmt::format(
      "POST /webhooks/meta HTTP/1.1\r\nHost: bench\r\nUser-Agent: facebookexternalua\r\nContent-Type: application/json\r\n"
      "X-Hub-Signature-256: {}\r\nContent-Length: {}\r\n\r\n{}",
      meta::signature_of(body, app_secret), body.size(), body);
}

void sign(const char* file, std::uint64_t count, std::uint64_t people, std::uint64_t seed) {
  constexpr std::int64_t first = 1'767'225'600'000;  // where `fill` ends
  std::ofstream out(file, std::ios::binary);
  Dice dice(seed);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto one =
        request(body(dice, people, first + static_cast<std::int64_t>(seed * 1'000'000 + i / 50 * 1'000)));
    const auto length = static_cast<std::uint32_t>(one.size());
    out.write(reinterpret_cast<const char*>(&length), sizeof length);
    out.write(one.data(), static_cast<std::streamsize>(one.size()));
  }
  out.close();
  if (!out) throw std::runtime_error("cannot write the file");
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "usage: sign FILE COUNT PEOPLE SEED\n");
    return 2;
  }
  const auto number = [&](int at) { return std::strtoull(arguments[at], nullptr, 10); };
  try {
    parley::bench::sign(arguments[1], number(2), number(3), number(4));
  } catch (const std::exception& error) {
    fmt::print(stderr, "sign: {}\n", error.what());
    return 1;
  }
}
