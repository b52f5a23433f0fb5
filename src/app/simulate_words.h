#pragma once
// What `parley simulate` prints: where it is, its numbers and secrets, and lines to paste into a shell.

#include "simulator/world.h"

#include <cstdint>
#include <optional>
#include <string>

namespace parley::app {

struct Simulated {
  std::string origin;
  std::string callback;  // empty: none yet
  std::optional<std::uint64_t>
      seed;  // nothing: none was given, so that ids and fates are others at every start
  simulator::Options options;
};

std::string simulate_words(const Simulated& simulated);
// One line.
std::string simulate_json(const Simulated& simulated);

}  // namespace parley::app
