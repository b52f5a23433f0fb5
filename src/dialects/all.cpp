// The dialects there are, and the addresses each of them answers at.

#include "dialects/dialect.h"
#include "dialects/wapikit/wapikit.h"
#include "dialects/whats91/whats91.h"

#include <array>

namespace parley {
namespace {

struct Place {
  std::string_view prefix;
  const Dialect* dialect;
};

constexpr std::array places{
    Place{"/api/v2/", &whats91::dialect},
    Place{"/api/", &wapikit::dialect},
};

constexpr auto dialects = [] {
  std::array<const Dialect*, places.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = places[i].dialect;
  return all;
}();

}  // namespace

const Dialect* dialect_of(std::string_view path) {
  const Place* longest = nullptr;
  for (const Place& place : places) {
    if (!path.starts_with(place.prefix)) continue;
    if (!longest || place.prefix.size() > longest->prefix.size()) longest = &place;
  }
  return longest ? longest->dialect : nullptr;
}

std::span<const Dialect* const> all_dialects() { return dialects; }

}  // namespace parley
