// The state of a store is a function of the set of facts it was told: random sets are told in many orders, with
// repeats, in groups of any size, and every store must look the same.

#include "store/conformance/fixture.h"

#include <algorithm>
#include <random>

namespace parley::conformance {
namespace {

struct Told {
  What what;
  std::string phone_number_id;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::vector<Told> facts(int count) {
    std::vector<Told> all;
    for (int i = 0; i < count; ++i) all.push_back({one(), pick(10) == 0 ? "1002" : "1001"});
    return all;
  }
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  std::mt19937& random() { return random_; }

 private:
  What one() {
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
      case 3: return message();
      case 4:
      case 5:
      case 6: return status();
      case 7: return reaction();
      case 8: return edit();
      case 9: return revoke();
      case 10: return rename();
      default: return other();
    }
  }

  Timestamp time() { return second_of(static_cast<int>(pick(40))); }

  // Five people, each with a number, an id and perhaps an enterprise's id; ids sometimes stray to another's number.
  Identity identity() {
    const auto who = pick(5);
    Identity identity;
    if (pick(3) != 0) identity.phone = "55119" + std::to_string(88000000 + who);
    if (pick(2) == 0 || identity.phone.empty()) {
      identity.bsuid = "BR." + std::to_string(pick(8) == 0 ? pick(5) : who);
    }
    if (pick(4) == 0) identity.parent = "BR.ENT." + std::to_string(who);
    return identity;
  }

  Profile profile() {
    Profile profile;
    if (pick(3) != 0) profile.name = "Name " + std::to_string(pick(2));
    if (pick(2) == 0) profile.username = "user" + std::to_string(pick(2));
    return profile;
  }

  std::string wamid() { return "wamid." + std::to_string(pick(25)); }

  // The content belongs to the id: Meta never says two things under one.
  What message() {
    const auto id = wamid();
    const auto seed = std::hash<std::string>()(id);
    MessageFact fact{.wamid = id, .direction = seed % 3 == 0 ? Direction::outbound : Direction::inbound};
    std::mt19937 own(static_cast<unsigned>(seed));
    std::swap(own, random_);
    fact.at = time();
    fact.peer = identity();
    fact.content.type = seed % 5 == 0 ? "image" : "text";
    fact.content.text = seed % 5 == 0 ? "" : "text of " + id;
    if (seed % 5 == 0) fact.content.media = Media{.id = "media", .mime_type = "image/jpeg"};
    fact.profile = profile();
    std::swap(own, random_);
    fact.origin = origin(fact);
    return fact;
  }

  Origin origin(MessageFact& fact) {
    const auto roll = pick(5);
    if (roll == 0) {
      fact.content = {.type = "media_placeholder"};
      return Origin::placeholder;
    }
    if (roll == 1) return Origin::history;
    return fact.direction == Direction::outbound ? Origin::echo : Origin::live;
  }

  What status() {
    constexpr MessageStatus all[] = {MessageStatus::sent, MessageStatus::delivered, MessageStatus::read,
                                     MessageStatus::played, MessageStatus::failed};
    return status_of(wamid(), all[pick(5)], static_cast<int>(pick(40)));
  }

  What reaction() {
    ReactionFact fact{.wamid = "reaction." + std::to_string(pick(1000)), .target = wamid()};
    fact.emoji = pick(3) == 0 ? "" : "👍";
    fact.direction = pick(3) == 0 ? Direction::outbound : Direction::inbound;
    fact.at = time();
    fact.peer = identity();
    return fact;
  }

  What edit() {
    EditFact fact{.wamid = "edit." + std::to_string(pick(1000)), .target = wamid()};
    fact.direction = pick(2) == 0 ? Direction::outbound : Direction::inbound;
    fact.at = time();
    fact.content = {.type = "text", .text = "edited by " + fact.wamid};
    return fact;
  }

  What revoke() {
    RevokeFact fact{.wamid = "revoke." + std::to_string(pick(1000)), .target = wamid()};
    fact.direction = pick(2) == 0 ? Direction::outbound : Direction::inbound;
    fact.at = time();
    return fact;
  }

  What rename() {
    RenameFact fact{.at = time()};
    if (pick(2) == 0) {
      fact.before.phone = "55119" + std::to_string(88000000 + pick(5));
      fact.after.phone = "55119" + std::to_string(88000000 + pick(7));
    } else {
      fact.before.bsuid = "BR." + std::to_string(pick(5));
      fact.after.bsuid = "BR." + std::to_string(pick(7));
    }
    return fact;
  }

  What other() {
    if (pick(2) == 0) {
      AddressBookFact fact{.peer = identity(), .name = pick(3) == 0 ? "" : "Book " + std::to_string(pick(3))};
      fact.at = time();
      return fact;
    }
    CallFact fact{.id = "wacid." + std::to_string(pick(5)), .event = "connect"};
    std::mt19937 own(static_cast<unsigned>(std::hash<std::string>()(fact.id)));
    std::swap(own, random_);
    fact.at = time();
    fact.peer = identity();
    std::swap(own, random_);
    return fact;
  }

  std::mt19937 random_;
};

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
std::vector<std::size_t> shuffled(std::size_t count, Generator& generator) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  for (std::size_t i = 0; i < count / 3; ++i) order.push_back(generator.pick(count));
  std::shuffle(order.begin(), order.end(), generator.random());
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
    Generator generator(seed);
    const auto facts = generator.facts(4 + static_cast<int>(seed * 7 % 50));
    const auto first = shuffled(facts.size(), generator);
    const auto expected = state_of(GetParam(), facts, first, 1);
    for (int again = 0; again < 3; ++again) {
      const auto order = shuffled(facts.size(), generator);
      if (state_of(GetParam(), facts, order, 1) == expected) continue;
      FAIL() << "seed " << seed << "\n" << smallest(GetParam(), facts, first, order, 1);
    }
  }
}

}  // namespace parley::conformance
