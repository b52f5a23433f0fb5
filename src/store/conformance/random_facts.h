#pragma once
// Facts as Meta might tell them of five people, at random: few ids and few seconds, so that they meet. What belongs to
// an id is the same each time it is told.

#include "store/conformance/fixture.h"

#include <random>
#include <string>
#include <vector>

namespace parley::conformance {

struct Told {
  What what;
  std::string phone_number_id;  // mostly "1001", else "1002"
};

class RandomFacts {
 public:
  explicit RandomFacts(unsigned seed) : engine_(seed) {}

  What one();
  std::vector<Told> some(int count);
  std::size_t pick(std::size_t below);
  std::mt19937& engine() { return engine_; }

 private:
  Timestamp time();
  Identity identity();
  Profile profile();
  std::string wamid();
  Origin origin(MessageFact& fact);
  What message();
  What status();
  What reaction();
  What edit();
  What revoke();
  What rename();
  What other();

  std::mt19937 engine_;
};

}  // namespace parley::conformance
