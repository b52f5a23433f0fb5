#pragma once
// Who is at the other end. A person follows from the seed and the phone number or the user id alone, so that nobody has
// to be remembered; only those whose user id changed are.

#include "domain/identity.h"
#include "simulator/country.h"
#include "simulator/payload.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::simulator {

// Where the number is from; the last of countries(), which speaks English, for one from anywhere else.
const Country& country_of(std::string_view wa_id);
// `changes`: how often the user id has changed. The name outlives a change of the last six digits.
Person person_of(std::uint64_t seed, std::string_view wa_id, int changes = 0);

class People {
 public:
  static constexpr std::size_t most =
      100'000;  // whose user id changed; the oldest of more have their first one again

  explicit People(std::uint64_t seed) : seed_(seed) {}

  // As a message is addressed: by a phone, else by a business-scoped user id, which is all that is known then.
  [[nodiscard]] Person find(const Identity& to) const;
  // Gives them another user id.
  Person change(const Person& person);

 private:
  std::uint64_t seed_;
  std::unordered_map<std::string, int> changes_;
  std::deque<std::string> order_;
};

}  // namespace parley::simulator
