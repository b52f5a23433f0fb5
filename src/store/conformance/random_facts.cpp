#include "store/conformance/random_facts.h"

#include <functional>

namespace parley::conformance {

std::vector<Told> RandomFacts::some(int count) {
  std::vector<Told> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) all.push_back({one(), pick(10) == 0 ? "1002" : "1001"});
  return all;
}

std::size_t RandomFacts::pick(std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine_);
}

What RandomFacts::one() {
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

Timestamp RandomFacts::time() { return second_of(static_cast<int>(pick(40))); }

// Five people, each with a number, an id and perhaps an enterprise's id; ids sometimes stray to another's number.
Identity RandomFacts::identity() {
  const auto who = pick(5);
  Identity identity;
  if (pick(3) != 0) identity.phone = "55119" + std::to_string(88000000 + who);
  if (pick(2) == 0 || identity.phone.empty()) {
    identity.bsuid = "BR." + std::to_string(pick(8) == 0 ? pick(5) : who);
  }
  if (pick(4) == 0) identity.parent = "BR.ENT." + std::to_string(who);
  return identity;
}

Profile RandomFacts::profile() {
  Profile profile;
  if (pick(3) != 0) profile.name = "Name " + std::to_string(pick(2));
  if (pick(2) == 0) profile.username = "user" + std::to_string(pick(2));
  return profile;
}

std::string RandomFacts::wamid() { return "wamid." + std::to_string(pick(25)); }

// The content belongs to the id: Meta never says two things under one.
What RandomFacts::message() {
  const auto id = wamid();
  const auto seed = std::hash<std::string>()(id);
  MessageFact fact{.wamid = id, .direction = seed % 3 == 0 ? Direction::outbound : Direction::inbound};
  std::mt19937 own(static_cast<unsigned>(seed));
  std::swap(own, engine_);
  fact.at = time();
  fact.peer = identity();
  fact.content.type = seed % 5 == 0 ? "image" : "text";
  fact.content.text = seed % 5 == 0 ? "" : "text of " + id;
  if (seed % 5 == 0) fact.content.media = Media{.id = "media", .mime_type = "image/jpeg"};
  fact.profile = profile();
  std::swap(own, engine_);
  fact.origin = origin(fact);
  return fact;
}

Origin RandomFacts::origin(MessageFact& fact) {
  const auto roll = pick(5);
  if (roll == 0) {
    fact.content = {.type = "media_placeholder"};
    return Origin::placeholder;
  }
  if (roll == 1) return Origin::history;
  return fact.direction == Direction::outbound ? Origin::echo : Origin::live;
}

What RandomFacts::status() {
  constexpr MessageStatus all[] = {MessageStatus::sent, MessageStatus::delivered, MessageStatus::read,
                                   MessageStatus::played, MessageStatus::failed};
  return status_of(wamid(), all[pick(5)], static_cast<int>(pick(40)));
}

What RandomFacts::reaction() {
  ReactionFact fact{.wamid = "reaction." + std::to_string(pick(1000)), .target = wamid()};
  fact.emoji = pick(3) == 0 ? "" : "👍";
  fact.direction = pick(3) == 0 ? Direction::outbound : Direction::inbound;
  fact.at = time();
  fact.peer = identity();
  return fact;
}

What RandomFacts::edit() {
  EditFact fact{.wamid = "edit." + std::to_string(pick(1000)), .target = wamid()};
  fact.direction = pick(2) == 0 ? Direction::outbound : Direction::inbound;
  fact.at = time();
  fact.content = {.type = "text", .text = "edited by " + fact.wamid};
  return fact;
}

What RandomFacts::revoke() {
  RevokeFact fact{.wamid = "revoke." + std::to_string(pick(1000)), .target = wamid()};
  fact.direction = pick(2) == 0 ? Direction::outbound : Direction::inbound;
  fact.at = time();
  return fact;
}

What RandomFacts::rename() {
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

What RandomFacts::other() {
  if (pick(2) == 0) {
    AddressBookFact fact{.peer = identity(), .name = pick(3) == 0 ? "" : "Book " + std::to_string(pick(3))};
    fact.at = time();
    return fact;
  }
  CallFact fact{.id = "wacid." + std::to_string(pick(5)), .event = "connect"};
  std::mt19937 own(static_cast<unsigned>(std::hash<std::string>()(fact.id)));
  std::swap(own, engine_);
  fact.at = time();
  fact.peer = identity();
  std::swap(own, engine_);
  return fact;
}

}  // namespace parley::conformance
