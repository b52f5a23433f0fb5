#pragma once
// The tables, as a list of steps that is only ever appended to. Words in braces are the engine's own spelling.

#include <span>
#include <string_view>

namespace parley::sql {

// {int} and {blob} are column types, {strict} and {clustered} stand behind a table: its rows are kept in the order of
// the primary key where the engine can. {row_key} is the primary key of a table of (organization, id).
std::span<const std::string_view> schema_steps();

}  // namespace parley::sql
