#pragma once
// What SQLite's planner is told about the tables: how many rows share the first columns of each index. Fixed, so that
// a plan is the same on an empty store and on a full one; without it an organization, which nearly every row shares,
// looks as selective as anything.

#include "store/sqlite/connection.h"

namespace parley::sqlite {

void state_statistics(Connection& db);

}  // namespace parley::sqlite
