#pragma once
// What people write back to what they are sent.

#include "simulator/dice.h"
#include "simulator/fate.h"
#include "simulator/payload.h"

#include <optional>

namespace parley::simulator {

struct Answer {
  Content content;
  bool quotes = false;
};

// Nothing for what nobody answers: reactions, messages to groups.
std::optional<Answer> answer_to(const Taken& taken, Dice& dice);

}  // namespace parley::simulator
