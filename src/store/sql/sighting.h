#pragma once
// Which of two things told of one person counts.

#include <cstdint>

namespace parley::sql {

// A value with the time it was told: the latest stays, of one time the greater.
template <class T>
bool later(std::int64_t at, const T& value, std::int64_t held_at, const T& held) {
  return at != held_at ? at > held_at : value > held;
}

}  // namespace parley::sql
