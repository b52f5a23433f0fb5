#pragma once
// The tables, as a list of steps that is only ever appended to. Words in braces are the engine's own spelling.

#include "store/sql/connection.h"

#include <span>
#include <string>
#include <string_view>

namespace parley::sql {

struct SchemaStep {
  // {int} and {blob} are column types, {strict} and {clustered} stand behind a table: its rows are kept in the order of
  // the primary key where the engine can. {row_key} stands behind the id, {keyed} at the end of a table whose ids no two
  // organizations share: the key is of the id, or of (id, organization) where keys have to name the organization. {given}
  // and {given_key} likewise, of ids that the engine gives.
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
