#include "store/sql/partition.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

namespace parley::sql {
namespace {

class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<int> divide_into_persons(const std::vector<Identifier>& identifiers,
                                     const std::vector<Sighting>& sightings) {
  std::map<std::int64_t, std::size_t> place;
  for (std::size_t i = 0; i < identifiers.size(); ++i) place[identifiers[i].id] = i;

  // The identifier that each stands behind: of those it was seen with, a number before a BSUID, the latest first seen.
  std::vector<std::size_t> owner(identifiers.size());
  std::iota(owner.begin(), owner.end(), 0);
  struct Claim {
    int kind = 9;
    std::int64_t first_at = 0;
    std::string_view key;
  };
  std::vector<Claim> best(identifiers.size());
  for (const auto& seen : sightings) {
    const auto alias = place.find(seen.alias);
    const auto other = place.find(seen.other);
    if (seen.kind != 0 || alias == place.end() || other == place.end()) continue;
    if (identifiers[other->second].kind >= identifiers[alias->second].kind) continue;
    const Claim claim{identifiers[other->second].kind, seen.first_at, identifiers[other->second].key};
    Claim& held = best[alias->second];
    const bool better = claim.kind != held.kind
                            ? claim.kind < held.kind
                            : std::pair(claim.first_at, claim.key) > std::pair(held.first_at, held.key);
    if (!better) continue;
    held = claim;
    owner[alias->second] = other->second;
  }

  Groups groups(identifiers.size());
  for (std::size_t i = 0; i < identifiers.size(); ++i) groups.join(i, owner[i]);
  for (const auto& seen : sightings) {
    const auto alias = place.find(seen.alias);
    const auto other = place.find(seen.other);
    if (seen.kind != 1 || alias == place.end() || other == place.end()) continue;
    groups.join(alias->second, other->second);
  }

  std::vector<int> persons(identifiers.size());
  std::map<std::size_t, int> numbers;
  for (std::size_t i = 0; i < identifiers.size(); ++i) {
    const auto [at, added] = numbers.try_emplace(groups.root(i), static_cast<int>(numbers.size()));
    persons[i] = at->second;
  }
  return persons;
}

}  // namespace parley::sql
