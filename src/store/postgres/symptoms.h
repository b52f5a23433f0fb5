#pragma once
// How the server behind a store is, for whoever looks after it.

#include "store/store.h"

#include <string>
#include <vector>

namespace parley::postgres {

// `threads`: how many a process has that answers. Throws ServerFailure where the server cannot be reached.
std::vector<Symptom> symptoms(const std::string& address, unsigned threads);

}  // namespace parley::postgres
