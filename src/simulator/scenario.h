#pragma once
// Customers of several countries who write, react, edit, wait and are answered, as a stream of webhook
// bodies. The same seed, start and questions give the same stream.

#include "simulator/country.h"
#include "simulator/dice.h"
#include "simulator/payload.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace parley::simulator {

// A webhook body and when Meta would send it.
struct Step {
  Timestamp at;
  std::string body;
  std::string phone_number_id = {}, wa_id = {};  // where a customer wrote, and who; else empty
};

// Who writes to which of our numbers, and what stands at the end of it.
struct Customer {
  const Country* country = nullptr;
  Number number;
  Person person;
  std::string last_answer;  // wamid of our newest message to them; empty: none
};

class Scenario {
 public:
  // Nobody is met before `start`, except in past(). `numbers` are ours: one or more.
  Scenario(std::uint64_t seed, std::vector<Number> numbers, Timestamp start);

  // What as many new customers wrote in the days before the start, in the order of its times.
  std::vector<Step> past(std::size_t customers);

  // The next thing that happens by `now`: what was to come of an earlier exchange, or a new one begins.
  Step next(Timestamp now);
  std::chrono::milliseconds pause() { return std::chrono::milliseconds{dice_.between(500, 4'000)}; }

 private:
  static constexpr std::size_t most_customers = 500;
  Customer& anybody();
  Customer& meet();

  std::uint64_t seed_;
  Dice dice_;
  Dice faces_;  // who the customers are
  std::vector<Number> numbers_;
  Timestamp start_;
  std::vector<Customer> customers_;
  std::vector<int> deck_;               // of what customers do next, so that nothing stays out for long
  std::multimap<Timestamp, Step> due_;  // what is to come of exchanges that have begun
};

}  // namespace parley::simulator
