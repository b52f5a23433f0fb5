#pragma once
// The division of a handful of identifiers into persons. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace parley::sql {

struct Identifier {
  std::int64_t id = 0;
  int kind = 0;     // AliasKind
  std::string key;  // breaks ties, since ids depend on the order of arrival
};

// Two identifiers named in one place (kind 0), of which the other is of a lesser AliasKind, or one replaced by
// the other (kind 1). One of an identifier that is not among those to be divided says nothing.
struct Sighting {
  std::int64_t alias = 0, other = 0;
  int kind = 0;
  std::int64_t first_at = 0;
};

// For each identifier the index of the person it belongs to, in the order given; persons are numbered from 0.
std::vector<int> divide_into_persons(const std::vector<Identifier>& identifiers,
                                     const std::vector<Sighting>& sightings);

}  // namespace parley::sql
