// Answers that are kept ready.

#include "base/problem.h"
#include "base/text.h"
#include "store/contact_lists.h"
#include "store/sql/answers.h"
#include "store/sql/ids.h"
#include "store/sql/organizations.h"

namespace parley {
namespace {

using sql::Query;

constexpr std::int64_t most_canned_responses = 1'000;

constexpr Query canned{
    "SELECT id, shortcut, content, created_at FROM canned_response WHERE organization = $1 ORDER BY created_at, id"};
constexpr Query count_canned{"SELECT count(*) FROM canned_response WHERE organization = $1"};
constexpr Query find_shortcut{"SELECT 1 FROM canned_response WHERE organization = $1 AND shortcut = $2"};
constexpr Query find_canned{"SELECT 1 FROM canned_response WHERE organization = $1 AND id = $2"};
constexpr Query insert_canned{
    "INSERT INTO canned_response (organization, id, shortcut, content, created_at) VALUES ($1, $2, $3, $4, $5)"};
constexpr Query delete_canned{"DELETE FROM canned_response WHERE organization = $1 AND id = $2"};

}  // namespace

std::vector<CannedResponse> canned_responses(const Reader& from, OrganizationId organization) {
  std::vector<CannedResponse> found;
  auto rows = from.db.rows(canned, organization.value);
  while (rows.next()) {
    found.push_back({.id = {rows.integer(0)},
                     .shortcut = std::string(rows.text(1)),
                     .content = std::string(rows.text(2)),
                     .created_at = from_millis(rows.integer(3))});
  }
  return found;
}

CannedResponse add_canned_response(Transaction& in, OrganizationId organization, const std::string& shortcut,
                                   const std::string& content) {
  sql::need_organization(in.db, organization);
  if (trimmed(shortcut).empty()) throw Problem::invalid("shortcut", "a canned response needs a shortcut");
  if (sql::exists(in.db, find_shortcut, organization.value, shortcut)) {
    throw Problem(Problem::Kind::conflict, "shortcut", "there is a canned response " + shortcut + " already");
  }
  if (sql::first_integer(in.db, count_canned, organization.value) >= most_canned_responses) {
    throw Problem::invalid("shortcut", "there are as many canned responses as may be");
  }
  CannedResponse response{.id = {sql::next_id(in.db, "canned_response")},
                          .shortcut = shortcut,
                          .content = content,
                          .created_at = in.now};
  in.db.run(insert_canned, organization.value, response.id.value, shortcut, content, to_millis(in.now));
  in.event(organization, EventKind::canned_response_changed);
  return response;
}

void remove_canned_response(Transaction& in, OrganizationId organization, CannedResponseId id) {
  if (!sql::exists(in.db, find_canned, organization.value, id.value))
    throw Problem::not_found("canned response");
  in.db.run(delete_canned, organization.value, id.value);
  in.event(organization, EventKind::canned_response_changed);
}

}  // namespace parley
