#pragma once
// The step by which calls are listed. For schema.cpp.

#include <string_view>

namespace parley::sql {

inline constexpr std::string_view details_of_calls = R"sql(
-- details: see CallFact; empty of calls from before.
ALTER TABLE call ADD COLUMN details TEXT NOT NULL DEFAULT '';
)sql";

inline constexpr std::string_view calls_in_order = R"sql(
CREATE INDEX call_time ON call (organization, sender, at, call_id);
)sql";

}  // namespace parley::sql
