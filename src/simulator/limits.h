#pragma once
// What Meta allows: a number's throughput, messages to one person, and the 24 hours in which one may write freely
// (Meta's pages on throughput, rate limits and the customer service window).

#include "base/time.h"
#include "domain/pace.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::simulator {

class Limits {
 public:
  // Of each kind; past it those are forgotten that are at rest, then all.
  static constexpr std::size_t most = 200'000;

  // Whether the number may send once more; it is counted then. `rate`: a second; 0: any.
  bool take_of_number(std::string_view phone_number_id, std::int64_t rate, Timestamp now);
  // Whether it may send this person one more, likewise.
  bool take_of_pair(std::string_view phone_number_id, std::string_view person, Timestamp now);

  // The person has written to the number.
  void open_window(std::string_view phone_number_id, std::string_view person, Timestamp at);
  [[nodiscard]] bool is_window_open(std::string_view phone_number_id, std::string_view person,
                                    Timestamp now) const;

 private:
  std::unordered_map<std::string, PaceTime> numbers_;  // known ones only
  std::unordered_map<std::uint64_t, PaceTime> pairs_;
  std::unordered_map<std::uint64_t, Timestamp> windows_;  // when the person wrote last
};

}  // namespace parley::simulator
