// How numbers are sending, as store/outbox.h promises it.

#include "store/outbox.h"
#include "store/sql/answers.h"

#include <algorithm>

namespace parley {
namespace {

using sql::Query;

constexpr Query first_dues{
    "SELECT 1, due_at, created_at FROM (SELECT due_at, created_at FROM outbox WHERE organization = $1 AND sender = $2 "
    "AND turn = 1 ORDER BY due_at, place LIMIT 1) AS ready UNION ALL "
    "SELECT 2, due_at, created_at FROM (SELECT due_at, created_at FROM outbox WHERE organization = $1 AND sender = $2 "
    "AND turn = 2 ORDER BY due_at, place LIMIT 1) AS leased UNION ALL "
    "SELECT 3, due_at, created_at FROM (SELECT due_at, created_at FROM outbox WHERE organization = $1 AND sender = $2 "
    "AND turn = 3 ORDER BY due_at, place LIMIT 1) AS of_unknown_fate"};

constexpr Query first_mark{
    "SELECT due_at FROM read_mark WHERE organization = $1 AND sender = $2 ORDER BY due_at LIMIT 1"};

constexpr Query all_sending{
    "SELECT sender, waiting, unknown, accepted, failed, held_until, refused_at, trouble, pace_at, marks "
    "FROM sending WHERE organization = $1"};
constexpr Query busy_organizations{
    "SELECT organization FROM sending WHERE waiting > 0 OR unknown > 0 OR marks > 0 GROUP BY organization"};

std::optional<Timestamp> time_of(std::int64_t millis) {
  return millis == 0 ? std::nullopt : std::optional(from_millis(millis));
}

bool is_busy(const Sending& sending) {
  return sending.waiting > 0 || sending.unknown > 0 || sending.marks > 0;
}

void note_dues(sql::Connection& db, OrganizationId organization, Sending& sending) {
  const auto earlier = [](std::optional<Timestamp>& known, Timestamp at) {
    if (!known || at < *known) known = at;
  };
  {
    auto rows = db.rows(first_dues, organization.value, sending.sender.value);
    while (rows.next()) {
      const auto turn = static_cast<Turn>(rows.integer(0));
      const auto due_at = from_millis(rows.integer(1));
      if (turn != Turn::unknown) earlier(sending.oldest, from_millis(rows.integer(2)));
      if (turn == Turn::ready) {
        sending.lease_at = std::max(due_at, sending.held_until.value_or(due_at));
      } else {
        earlier(sending.expire_at, due_at);
      }
    }
  }
  if (sending.marks > 0) {
    const auto at = from_millis(sql::first_integer(db, first_mark, organization.value, sending.sender.value));
    sending.mark_at = std::max(at, sending.held_until.value_or(at));
  }
}

}  // namespace

std::vector<Sending> sending(const Reader& from, OrganizationId organization, bool busy_only) {
  std::vector<Sending> all;
  {
    auto rows = from.db.rows(all_sending, organization.value);
    while (rows.next()) {
      Sending one{.sender = {rows.integer(0)},
                  .waiting = rows.integer(1),
                  .unknown = rows.integer(2),
                  .marks = rows.integer(9),
                  .accepted = rows.integer(3),
                  .failed = rows.integer(4),
                  .held_until = time_of(rows.integer(5)),
                  .refused_since = time_of(rows.integer(6)),
                  .trouble = std::string(rows.text(7)),
                  .spent = PaceTime(std::chrono::microseconds(rows.integer(8)))};
      if (!busy_only || is_busy(one)) all.push_back(std::move(one));
    }
  }
  for (auto& one : all) {
    if (is_busy(one)) note_dues(from.db, organization, one);
  }
  return all;
}

std::vector<OrganizationId> sending_organizations(const Reader& from) {
  std::vector<OrganizationId> all;
  auto rows = from.db.rows(busy_organizations);
  while (rows.next()) all.push_back({rows.integer(0)});
  return all;
}

}  // namespace parley
