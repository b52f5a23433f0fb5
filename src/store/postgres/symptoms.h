#pragma once
// How the server behind a store is, for whoever looks after it.

#include "store/store.h"

#include <string>
#include <vector>

namespace parley::postgres {

// `connections`: how many a process that serves would like to have. Throws ServerFailure where it cannot be reached.
std::vector<Symptom> symptoms(const std::string& address, int connections);

}  // namespace parley::postgres
