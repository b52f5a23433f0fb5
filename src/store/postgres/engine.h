#pragma once
// The engine for more than one machine: any number of processes on one PostgreSQL. A thread of each writes; the I/O
// threads read on connections of their own, without waiting for the server.

#include "store/store.h"

#include <memory>
#include <string>

namespace parley::postgres {

// `address`: a URI that libpq understands. Throws std::runtime_error with words for the operator.
std::unique_ptr<Engine> open(const std::string& address, EngineOptions options);

// `address` without a password. Throws std::runtime_error for one that libpq does not understand.
std::string shown(const std::string& address);

}  // namespace parley::postgres
