#include "store/postgres/statistics.h"

#include <string>

namespace parley::postgres {
namespace {

// Source: PostgreSQL's chapter on the cumulative statistics system; n_mod_since_analyze is at most a second behind.
constexpr sql::Query changed_tables{
    "SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables "
    "WHERE schemaname = current_schema() AND n_mod_since_analyze > 50 + n_live_tup / 5"};

}  // namespace

void gather_statistics(sql::Connection& db) {
  std::string tables;
  {
    auto rows = db.rows(changed_tables);
    while (rows.next()) tables += (tables.empty() ? "" : ", ") + std::string(rows.text(0));
  }
  if (!tables.empty()) db.execute("ANALYZE " + tables + ";");
}

}  // namespace parley::postgres
