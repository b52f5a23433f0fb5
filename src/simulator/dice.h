#pragma once
// Chance by a seed: the same throws on every machine, which the standard's distributions do not promise.

#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace parley::simulator {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : generator_(seed) {}

  // One of least … most.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most - least + 1);
    return least + static_cast<std::int64_t>(generator_() % span);
  }
  bool percent(int chance) { return between(1, 100) <= chance; }
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
  std::string base64(std::size_t count) {
    return symbols("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", count);
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace parley::simulator
