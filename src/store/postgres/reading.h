#pragma once
// Reads on a connection of a pool. What fails on the way to the server comes back as Problem::unavailable: it is not the
// caller's fault, and passes.

#include "store/postgres/pool.h"

#include <chrono>
#include <optional>

namespace parley::postgres {

// In a fiber: statements that each see what was committed before them. Enough where one of them gives the answer.
void look_up(Pool& pool, FunctionRef<void(sql::Connection&)> work);
// The same for work that asks ahead.
void look_up_together(Pool& pool, FunctionRef<void(Connection&)> work);

// In a fiber: statements that all see one moment. With a budget they are ended once it is used up.
void read_moment(Pool& pool, std::optional<std::chrono::milliseconds> budget,
                 FunctionRef<void(sql::Connection&)> work);

}  // namespace parley::postgres
