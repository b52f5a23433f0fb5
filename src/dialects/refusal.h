#pragma once
// How a dialect's table of refusals is read.

#include "base/problem.h"

#include <cstddef>

namespace parley {

// The first of the problem's kind whose `subject` is the problem's, or empty; the last one where none is.
template <class Refusal, std::size_t count>
const Refusal& refusal_in(const Refusal (&table)[count], const Problem& problem) {
  for (const Refusal& one : table) {
    const bool is_of_subject = one.subject.empty() || one.subject == problem.subject();
    if (one.kind == problem.kind() && is_of_subject) return one;
  }
  return table[count - 1];
}

}  // namespace parley
