#pragma once
// What becomes of a message that was taken: its statuses and its reader's answer, as webhooks with the time that each
// comes after. A pure function of the message, its dice and the switches; times are handed in.

#include "domain/draft.h"
#include "simulator/dice.h"
#include "simulator/payload.h"
#include "simulator/people.h"
#include "simulator/switches.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace parley::simulator {

struct Taken {
  Number number;
  Person person;
  Draft draft;
  std::string wamid;
  std::string category = "service";  // of pricing
  Timestamp at;                      // when it was taken
  Timestamp clock;                   // the same by the clock that files go by
};

struct Webhook {
  std::chrono::milliseconds after{0};
  std::uint64_t chance = 0;  // what its own mishaps are drawn from
  std::string body;
  bool is_of_the_customer = false;  // who may be answered freely for 24 hours from then on
};

// Steps in the order of their times. `people` is told of who changes.
std::vector<Webhook> fate_of(const Taken& taken, const Switches& switches, Dice dice, People& people);

// The first of `errors` whose share is drawn; 0: none is.
int drawn(const ErrorShares& errors, Dice& dice);

}  // namespace parley::simulator
