#include "simulator/limits.h"

#include "base/secrets.h"

namespace parley::simulator {
namespace {

constexpr auto window = std::chrono::hours{24};

std::uint64_t pair_of(std::string_view phone_number_id, std::string_view person) {
  return stable_hash(std::string(phone_number_id) + '\n' + std::string(person));
}

bool take(const Pace& pace, PaceTime& spent, PaceTime now) {
  if (room(pace, spent, now) < 1) return false;
  spent = spend(pace, spent, now, 1);
  return true;
}

template <class Map, class Time>
void make_room(Map& map, std::size_t most, Time before) {
  if (map.size() < most) return;
  std::erase_if(map, [&](const auto& entry) { return entry.second <= before; });
  if (map.size() >= most) map.clear();
}

}  // namespace

// A whole second at once, so that a client whose clock jitters is not refused what is allowed.
bool Limits::take_of_number(std::string_view phone_number_id, std::int64_t rate, Timestamp now) {
  if (rate <= 0) return true;
  const Pace pace{.interval = per_second(rate).interval, .burst = rate};
  return take(pace, numbers_[std::string(phone_number_id)], now);
}

bool Limits::take_of_pair(std::string_view phone_number_id, std::string_view person, Timestamp now) {
  make_room(pairs_, most, PaceTime(now));
  return take(pair_pace, pairs_[pair_of(phone_number_id, person)], now);
}

void Limits::open_window(std::string_view phone_number_id, std::string_view person, Timestamp at) {
  make_room(windows_, most, at - window);
  auto& last = windows_[pair_of(phone_number_id, person)];
  last = std::max(last, at);
}

bool Limits::is_window_open(std::string_view phone_number_id, std::string_view person, Timestamp now) const {
  const auto last = windows_.find(pair_of(phone_number_id, person));
  return last != windows_.end() && now - last->second < window;
}

}  // namespace parley::simulator
