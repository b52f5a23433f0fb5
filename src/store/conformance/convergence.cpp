// The state of a store is a function of the set of facts it was told: random sets are told in many orders, with
// repeats, in groups of any size, and every store must look the same.

#include "store/conformance/fixture.h"
#include "store/conformance/random_facts.h"

#include <algorithm>
#include <random>

namespace parley::conformance {
namespace {

std::string state_of(const MakePlace& make, const std::vector<Told>& facts,
                     const std::vector<std::size_t>& order, unsigned seed) {
  Bench bench(make);
  std::mt19937 random(seed);
  for (std::size_t at = 0; at < order.size();) {
    const auto& number = facts[order[at]].phone_number_id;
    std::vector<What> together;
    const std::size_t most = 1 + random() % 4;
    for (; at < order.size() && together.size() < most && facts[order[at]].phone_number_id == number; ++at) {
      together.push_back(facts[order[at]].what);
    }
    bench.record(std::move(together), number);
  }
  return picture(bench);
}

// Each fact once at least, some again, in random order.
std::vector<std::size_t> shuffled(std::size_t count, RandomFacts& random) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  for (std::size_t i = 0; i < count / 3; ++i) order.push_back(random.pick(count));
  std::shuffle(order.begin(), order.end(), random.engine());
  return order;
}

// Leaves out facts as long as the two orders still disagree.
std::string smallest(const MakePlace& make, const std::vector<Told>& facts, std::vector<std::size_t> one,
                     std::vector<std::size_t> other, unsigned seed) {
  for (std::size_t fact = 0; fact < facts.size(); ++fact) {
    auto fewer = one, fewer_too = other;
    std::erase(fewer, fact);
    std::erase(fewer_too, fact);
    if (fewer.size() == one.size()) continue;
    if (state_of(make, facts, fewer, seed) == state_of(make, facts, fewer_too, seed)) continue;
    one = fewer;
    other = fewer_too;
  }
  std::string words;
  for (const auto& order : {one, other}) {
    for (const auto i : order) words += std::to_string(i) + ":" + std::to_string(facts[i].what.index()) + " ";
    words += "\n" + state_of(make, facts, order, seed) + "\n";
  }
  return words;
}

}  // namespace

TEST_P(StoreConformance, TheStateIsAFunctionOfTheSetOfFacts) {
  const char* wanted = std::getenv("PARLEY_CONVERGENCE_SETS");
  const unsigned sets = wanted ? static_cast<unsigned>(std::stoul(wanted)) : 12;
  for (unsigned seed = 1; seed <= sets; ++seed) {
    RandomFacts random(seed);
    const auto facts = random.some(4 + static_cast<int>(seed * 7 % 50));
    const auto first = shuffled(facts.size(), random);
    const auto expected = state_of(GetParam(), facts, first, 1);
    for (int again = 0; again < 3; ++again) {
      const auto order = shuffled(facts.size(), random);
      if (state_of(GetParam(), facts, order, 1) == expected) continue;
      FAIL() << "seed " << seed << "\n" << smallest(GetParam(), facts, first, order, 1);
    }
  }
}

}  // namespace parley::conformance
