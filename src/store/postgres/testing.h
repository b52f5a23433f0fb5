#pragma once
// A PostgreSQL for tests: the one that PARLEY_TEST_POSTGRES names, or one that is started for this run and goes with it.

#include "store/conformance/fixture.h"

#include <string>

namespace parley::postgres {

// An empty store in a database that nobody else uses for now.
conformance::Place postgres_place();

// One of SQLite; of PostgreSQL where PARLEY_TEST_STORE says "postgres".
conformance::Place chosen_place();

// Runs a statement on the store, as somebody else would; gives the first value as text.
std::string ask(const std::string& store, const std::string& statement);

}  // namespace parley::postgres
