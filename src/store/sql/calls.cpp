// A call is several rows, one for each thing that was told of it; it stands in the list where the first of them does.

#include "store/calls.h"

#include "base/secrets.h"
#include "store/sql/connection.h"

#include <limits>
#include <vector>

namespace parley {
namespace {

using sql::Query;

constexpr Query calls_down{
    "SELECT c.call_id, c.at, c.direction, k.number, v.number, a.value FROM call c CROSS JOIN contact_alias a "
    "CROSS JOIN contact k LEFT JOIN conversation v ON v.organization = c.organization AND v.contact = k.id "
    "AND v.sender = c.sender WHERE c.organization = $1 AND c.sender = $2 AND (c.at, c.call_id) < ($3, $4) "
    "AND NOT EXISTS (SELECT 1 FROM call e WHERE e.organization = c.organization AND e.sender = c.sender "
    "AND e.call_id = c.call_id AND (e.at, e.event) < (c.at, c.event)) "
    "AND a.organization = c.organization AND a.id = c.peer AND k.organization = c.organization AND k.id = a.contact "
    "ORDER BY c.at DESC, c.call_id DESC LIMIT $5"};
constexpr Query calls_up{
    "SELECT c.call_id, c.at, c.direction, k.number, v.number, a.value FROM call c CROSS JOIN contact_alias a "
    "CROSS JOIN contact k LEFT JOIN conversation v ON v.organization = c.organization AND v.contact = k.id "
    "AND v.sender = c.sender WHERE c.organization = $1 AND c.sender = $2 AND (c.at, c.call_id) > ($3, $4) "
    "AND NOT EXISTS (SELECT 1 FROM call e WHERE e.organization = c.organization AND e.sender = c.sender "
    "AND e.call_id = c.call_id AND (e.at, e.event) < (c.at, c.event)) "
    "AND a.organization = c.organization AND a.id = c.peer AND k.organization = c.organization AND k.id = a.contact "
    "ORDER BY c.at, c.call_id LIMIT $5"};
constexpr Query call_with_id{
    "SELECT c.call_id, c.at, c.direction, k.number, v.number, a.value FROM call c CROSS JOIN contact_alias a "
    "CROSS JOIN contact k LEFT JOIN conversation v ON v.organization = c.organization AND v.contact = k.id "
    "AND v.sender = c.sender WHERE c.organization = $1 AND c.sender = $2 AND c.call_id = $3 "
    "AND NOT EXISTS (SELECT 1 FROM call e WHERE e.organization = c.organization AND e.sender = c.sender "
    "AND e.call_id = c.call_id AND (e.at, e.event) < (c.at, c.event)) "
    "AND a.organization = c.organization AND a.id = c.peer AND k.organization = c.organization AND k.id = a.contact "
    "LIMIT 1"};
constexpr Query call_ids_at{
    "SELECT call_id FROM call WHERE organization = $1 AND sender = $2 AND at = $3 ORDER BY call_id"};
constexpr Query events_of_call{
    "SELECT event, at, details FROM call WHERE organization = $1 AND sender = $2 AND call_id = $3 ORDER BY at, event"};

std::int64_t number_of(std::string_view call_id) {
  return static_cast<std::int64_t>(stable_hash(call_id)) & std::numeric_limits<std::int64_t>::max();
}

struct Kept {
  CallRow row;
  std::string id, peer;
};

struct Place {
  std::int64_t at = 0;
  std::string call_id;
};

Place place_of(const Reader& from, const CallQuery& query) {
  if (!query.after) return {query.descending ? std::numeric_limits<std::int64_t>::max() : -1, ""};
  const auto at = to_millis(query.after->first);
  auto rows = from.db.rows(call_ids_at, query.organization.value, query.sender.value, at);
  while (rows.next()) {
    if (number_of(rows.text(0)) == query.after->second) return {at, std::string(rows.text(0))};
  }
  return {at, ""};
}

std::vector<Kept> all_of(sql::Rows rows) {
  std::vector<Kept> all;
  while (rows.next()) {
    Kept kept{.row = {.number = number_of(rows.text(0))}, .id = std::string(rows.text(0))};
    kept.peer = rows.text(5);
    kept.row.at = from_millis(rows.integer(1));
    kept.row.direction = static_cast<Direction>(rows.integer(2));
    kept.row.contact = rows.integer(3);
    kept.row.conversation = rows.integer(4);
    all.push_back(std::move(kept));
  }
  return all;
}

std::vector<Kept> asked(const Reader& from, const CallQuery& query) {
  const auto organization = query.organization.value;
  const auto sender = query.sender.value;
  if (!query.call_id.empty()) return all_of(from.db.rows(call_with_id, organization, sender, query.call_id));
  const auto place = place_of(from, query);
  return all_of(from.db.rows(query.descending ? calls_down : calls_up, organization, sender, place.at,
                             place.call_id, query.limit));
}

}  // namespace

std::int64_t calls(const Reader& from, const CallQuery& query, FunctionRef<void(const CallRow&)> sink) {
  struct Told {
    std::string event, details;
    Timestamp at;
  };
  std::int64_t count = 0;
  for (auto& kept : asked(from, query)) {
    std::vector<Told> told;
    {
      auto rows = from.db.rows(events_of_call, query.organization.value, query.sender.value, kept.id);
      while (rows.next())
        told.push_back({std::string(rows.text(0)), std::string(rows.text(2)), from_millis(rows.integer(1))});
    }
    std::vector<CallEvent> events;
    events.reserve(told.size());
    for (const auto& one : told) events.push_back({.event = one.event, .at = one.at, .details = one.details});
    kept.row.call_id = kept.id;
    kept.row.peer = kept.peer;
    kept.row.events = events;
    sink(kept.row);
    ++count;
  }
  return count;
}

}  // namespace parley
