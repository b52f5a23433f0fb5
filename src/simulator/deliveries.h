#pragma once
// Webhooks on their way: each when it is due, with the mishaps that the switches ask for, and again as Meta does where it was
// not taken. Without sockets; times are handed in.

#include "base/time.h"
#include "simulator/fate.h"
#include "simulator/switches.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::simulator {

struct Delivery {
  Timestamp due;
  std::uint64_t order = 0;  // of those due at once
  std::uint64_t chance = 0;
  Timestamp since;  // when it was to be tried first
  int tries = 0;    // that failed
  std::string body;
};

struct DeliveryCounts {
  std::uint64_t made = 0;      // webhooks, each once
  std::uint64_t repeated = 0;  // further copies
  std::uint64_t taken = 0;     // answered with 200, copies too
  std::uint64_t failed = 0;    // tries: another answer or none
  std::uint64_t dropped = 0;   // tries lost on their way by a switch
  std::uint64_t given_up = 0;
};

class Deliveries {
 public:
  static constexpr std::size_t most = 100'000;  // waiting; there is_room() tells
  static constexpr auto kept_for = std::chrono::hours{7 * 24};

  explicit Deliveries(const Switches& switches) : switches_(switches) {}

  void add(Webhook webhook, Timestamp now);
  // The next that is due by now and not to be lost on its way; those that are lost are put off.
  std::optional<Delivery> next(Timestamp now);
  void taken() { ++counts_.taken; }
  // Its body was not answered with 200.
  void failed(Delivery delivery, Timestamp now);

  // When next() has something.
  [[nodiscard]] std::optional<Timestamp> due() const;
  [[nodiscard]] bool has_room() const { return waiting_.size() < most; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] const DeliveryCounts& counts() const { return counts_; }

 private:
  void put(Delivery delivery);
  void put_off(Delivery delivery, Timestamp now);

  const Switches& switches_;
  std::vector<Delivery> waiting_;  // a heap, the next one first
  std::uint64_t order_ = 0;
  DeliveryCounts counts_;
};

}  // namespace parley::simulator
