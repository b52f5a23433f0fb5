#pragma once
// The shared schema in PostgreSQL's words, and what PostgreSQL needs besides.

#include <string>
#include <string_view>

namespace parley::postgres {

// A step of sql::schema_steps(). Texts are compared by their bytes, as in every engine.
std::string spelt(std::string_view step);

// Functions that the shared statements call and PostgreSQL lacks. `collation`: one that knows the case of every script.
std::string functions(const std::string& collation);

}  // namespace parley::postgres
