#pragma once
// The statements that follow from a table's columns, and those about the mark, which both engines take.

#include "store/moving/side.h"
#include "store/sql/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace parley::moving {

inline constexpr std::string_view mark_table = "unfinished_move";

std::string quoted(const std::string& name);
// Sorts the columns, of which the key's have their place in the key, from 1, and the others 0. Throws where there is no
// key.
struct FoundColumn {
  Column column;
  std::int64_t place = 0;
};
Table table_of(std::string name, std::vector<FoundColumn> columns);

std::string names_of(const Table& table, std::size_t columns);
// `SELECT … WHERE (key) > ($1, …) ORDER BY key`: behind a key where `is_behind`.
std::string select_rows(const Table& table, bool is_behind);
std::string count_rows(const Table& table);

// Of what there is: `tables` are all of the store, the mark's among them.
Found describe(sql::Connection& db, std::vector<Table> tables);
void put_mark(sql::Connection& db, const Mark& mark);
// Throws where the mark is not that run's. Holds the mark until the end of the transaction.
void hold_mark(sql::Connection& db, const std::string& run);
std::string drop_mark();
// What whoever would serve a store that has the mark is told.
std::string unfinished_words(const std::string& store);

}  // namespace parley::moving
