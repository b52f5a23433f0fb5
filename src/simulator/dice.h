#pragma once
// Chance by a seed: the same throws on every machine, which the standard's distributions do not promise. Small and cheap,
// so that each message has dice of its own (SplitMix64).

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace parley::simulator {

// A seed made of two.
constexpr std::uint64_t mixed(std::uint64_t seed, std::uint64_t with) {
  std::uint64_t x = seed + 0x9E3779B97F4A7C15U * (with + 1);
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return x ^ x >> 31;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(mixed(seed, 0)) {}

  std::uint64_t next() { return mixed(state_, ++count_); }
  // One of least … most.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most - least + 1);
    return least + static_cast<std::int64_t>(next() % span);
  }
  bool percent(int chance) { return between(1, 100) <= chance; }
  // Never for 0, always for 1.
  bool share(double chance) { return static_cast<double>(next() >> 11) * 0x1p-53 < chance; }
  std::chrono::seconds seconds(std::int64_t least, std::int64_t most) {
    return std::chrono::seconds{between(least, most)};
  }
  template <class T>
  T& one_of(std::span<T> things) {
    return things[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(things.size()) - 1))];
  }
  std::string symbols(std::string_view alphabet, std::size_t count) {
    std::string text;
    while (text.size() < count) text += one_of(std::span(alphabet));
    return text;
  }
  std::string digits(std::size_t count) { return symbols("0123456789", count); }
  std::string hex(std::size_t count) { return symbols("0123456789abcdef", count); }
  std::string base64(std::size_t count) {
    return symbols("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", count);
  }

 private:
  std::uint64_t state_;
  std::uint64_t count_ = 0;
};

// Of Meta's form; nothing is to be read from it.
inline std::string new_wamid(Dice& dice) { return "wamid.HBgM" + dice.base64(44) + "AA=="; }

}  // namespace parley::simulator
