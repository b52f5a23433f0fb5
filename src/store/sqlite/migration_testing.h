#pragma once
// Stores of earlier schemas, made step by step.

#include "store/sql/schema.h"
#include "store/sqlite/connection.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace parley::conformance {

inline std::string spelt(std::string_view step) {
  std::string text(step);
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"{int}", "INTEGER"},   {"{blob}", "BLOB"},           {"{strict} {clustered}", "STRICT, WITHOUT ROWID"},
      {"{strict}", "STRICT"}, {"{row_key}", "PRIMARY KEY"}, {"{given}", "INTEGER PRIMARY KEY"},
      {"{keyed}", ""},        {"{given_key}", ""},
  };
  for (const auto& [word, ours] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) {
      text.replace(at, word.size(), ours);
    }
  }
  return text;
}

// Versions count from 1; before the first, an empty file.
inline void step(sqlite::Connection& db, std::size_t version) {
  if (version == 1) db.execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY) STRICT");
  const auto& step = sql::schema_steps()[version - 1];
  db.execute(spelt(step.text));
  if (step.then) step.then(db);
  db.execute(fmt::format("INSERT INTO schema_version (version) VALUES ({})", version));
}

}  // namespace parley::conformance
