#include "store/postgres/failure.h"

#include <algorithm>
#include <array>

namespace parley::postgres {
namespace {

// Source: PostgreSQL 15, appendix A. Classes of two characters, or whole codes.
constexpr std::array<std::string_view, 4> conflicts{
    "40",     // transaction_rollback: serialization_failure, deadlock_detected
    "23505",  // unique_violation: somebody else was faster; a second run finds what they wrote
    "55P03",  // lock_not_available
    "55006",  // object_in_use
};
constexpr std::array<std::string_view, 9> failures{
    "08",     // connection_exception
    "25006",  // read_only_sql_transaction: a standby
    "25P03",  // idle_in_transaction_session_timeout
    "53",     // insufficient_resources: no room on the disk, no memory, too many connections
    "57P",    // the server is shut down, starts, or has crashed
    "58",     // system_error: input or output
    "XX",     // internal_error, data_corrupted
    "26000",  // invalid_sql_statement_name: somebody else has thrown away what was prepared
    "42P05",  // duplicate_prepared_statement: or left it there
};
constexpr std::string_view query_canceled = "57014";

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& codes, std::string_view state) {
  return std::ranges::any_of(codes, [state](std::string_view code) { return state.starts_with(code); });
}

}  // namespace

void fail(std::string_view state, const std::string& words) {
  auto all = "PostgreSQL: " + words;
  if (state == query_canceled) throw Interrupted(all);
  if (is_one_of(conflicts, state)) throw Conflict(all);
  if (is_one_of(failures, state)) throw ServerFailure(all);
  throw std::runtime_error(all);
}

}  // namespace parley::postgres
