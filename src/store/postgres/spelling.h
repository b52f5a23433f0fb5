#pragma once
// The shared schema in PostgreSQL's words, and what PostgreSQL needs besides.

#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

// A step of sql::schema_steps(). Texts are compared by their bytes, as in every engine.
std::string spelt(std::string_view step);

// Functions that the shared statements call and PostgreSQL lacks. `collation`: one that knows the case of every script.
std::string functions(const std::string& collation);

// The statements of a text, without their semicolons; those of comments and quotes are no ends.
std::vector<std::string> statements_of(std::string_view text);

struct OnlineIndex {
  std::string name, text;
};
// "CREATE INDEX name ON …" as it is built beside those who write. Throws std::logic_error for any other statement.
OnlineIndex online_index(const std::string& statement);

}  // namespace parley::postgres
