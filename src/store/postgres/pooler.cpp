#include "store/postgres/pooler.h"

#include "base/secrets.h"

#include <string>

namespace parley::postgres {
namespace {

std::string answer(Link& link, const std::string& question) {
  const auto ticket = link.run(question, {});
  link.sync();
  const auto rows = link.wait(ticket);
  if (!rows || PQntuples(rows.get()) == 0) return "";
  return {PQgetvalue(rows.get(), 0, 0), static_cast<std::size_t>(PQgetlength(rows.get(), 0, 0))};
}

// In one transaction, which stays on one server. What is prepared there is taken away again.
bool keeps_statements(Link& link) {
  const auto name = "parley_" + random_symbols(20);
  link.run("BEGIN", {});
  link.prepare(name, "SELECT 1", {});
  const bool is_renamed =
      answer(link, "SELECT count(*)::text FROM pg_prepared_statements WHERE name = '" + name + "'") == "0";
  if (!is_renamed) link.run("DEALLOCATE \"" + name + '"', {});
  link.run("COMMIT", {});
  link.sync();
  link.wait_for_all();
  return is_renamed;
}

}  // namespace

Way way_of(Link& link) {
  if (answer(link, "SELECT pg_backend_pid()::text") == std::to_string(link.backend())) return Way::direct;
  return keeps_statements(link) ? Way::keeps_statements : Way::forgets;
}

}  // namespace parley::postgres
