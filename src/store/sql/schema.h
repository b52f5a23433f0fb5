#pragma once
// The tables, as a list of steps that is only ever appended to. Words in braces are the engine's own spelling.

#include "store/sql/connection.h"

#include <span>
#include <string>
#include <string_view>

namespace parley::sql {

struct SchemaStep {
  // {int} and {blob} are column types, {strict} and {clustered} stand behind a table: its rows are kept in the order of
  // the primary key where the engine can. {row_key} is the primary key of a table of (organization, id).
  // {given} is a primary key whose values the engine gives.
  std::string_view text;
  void (*then)(Connection&) = nullptr;  // what it takes besides, in the same transaction
  // Nothing but CREATE INDEX, over tables that may be large: where the engine can, others write meanwhile. What a step may
  // do, lest anybody waits for it: docs/postgres.md.
  bool is_online = false;
};

std::span<const SchemaStep> schema_steps();

// The 32 secret bytes that all processes of this store have in common.
std::string instance_key(Connection& db);

}  // namespace parley::sql
