#include "store/sql/contact_rank.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace parley::sql {
namespace {

constexpr Query contact_tally{
    "SELECT blocks, tally FROM sender_tally WHERE organization = $1 AND sender = 0"};
constexpr Query put_contact_tally{
    "INSERT INTO sender_tally (organization, sender, blocks, tally) VALUES ($1, 0, $2, $3) "
    "ON CONFLICT (organization, sender) DO UPDATE SET blocks = excluded.blocks, tally = excluded.tally"};
// A row without a number is of a contact that is being made.
constexpr Query contact_walk{
    "SELECT created_at, number, status FROM contact WHERE organization = $1 "
    "AND (created_at, number) >= ($2, $3) AND number <> 0 ORDER BY created_at, number"};
constexpr Query organization_ids{"SELECT id FROM organization"};

std::string kind_of(std::int64_t status) { return {static_cast<char>(status)}; }

auto walk_of(Connection& db, std::int64_t organization) {
  return [&db, organization](const Place& from, WalkRow row) {
    auto rows = db.rows(contact_walk, organization, from.at, contact_of_tie(from.tie));
    while (rows.next()) {
      if (!row(rows.integer(0), contact_tie(rows.integer(1)), kind_of(rows.integer(2)))) return;
    }
  };
}

}  // namespace

std::string contact_tie(std::int64_t number) {
  constexpr std::size_t width = 19;
  auto digits = std::to_string(number);
  return std::string(width - std::min(digits.size(), width), '0') + digits;
}

std::int64_t contact_of_tie(std::string_view tie) {
  std::int64_t number = 0;
  std::from_chars(tie.data(), tie.data() + tie.size(), number);
  return number;
}

void ContactRank::move(std::int64_t organization, const ContactPlace& from, const ContactPlace& to) {
  if (from == to) return;
  if (from.number != 0) count(organization, from, -1);
  if (to.number != 0) count(organization, to, 1);
}

void ContactRank::count(std::int64_t organization, const ContactPlace& place, int by) {
  auto& ranked = list(organization);
  const auto kind = kind_of(place.status);
  ranked.tally.add(kind, by);
  if (ranked.blocks == 0) return;
  ranked.blocks +=
      change_rank(db_, {organization, contact_rank_list}, {place.created_at, contact_tie(place.number)}, kind,
                  by, walk_of(db_, organization));
}

ContactRank::List& ContactRank::list(std::int64_t organization) {
  auto [at, added] = lists_.try_emplace(organization);
  if (added) {
    auto rows = db_.rows(contact_tally, organization);
    if (rows.next()) at->second = {.blocks = rows.integer(0), .tally = Tally::read(rows.text(1))};
  }
  return at->second;
}

void ContactRank::flush() {
  for (auto& [organization, ranked] : lists_) {
    if (ranked.blocks == 0 && ranked.tally.total() > 2 * block_rows) {
      ranked.blocks = build_blocks(db_, {organization, contact_rank_list}, walk_of(db_, organization));
    }
    db_.run(put_contact_tally, organization, ranked.blocks, Blob{ranked.tally.packed()});
  }
  lists_.clear();
}

Ranked ranked_contacts(Connection& db, std::int64_t organization) {
  Ranked ranked{.list = {organization, contact_rank_list}};
  auto rows = db.rows(contact_tally, organization);
  if (!rows.next()) return ranked;
  ranked.blocks = rows.integer(0);
  ranked.tally = rows.text(1);
  return ranked;
}

void rank_all_contacts(Connection& db) {
  std::vector<std::int64_t> organizations;
  {
    auto rows = db.rows(organization_ids);
    while (rows.next()) organizations.push_back(rows.integer(0));
  }
  for (const auto organization : organizations) {
    Tally tally;
    walk_of(db, organization)({std::numeric_limits<std::int64_t>::min(), ""},
                              [&](std::int64_t, std::string_view, std::string_view kind) {
                                tally.add(kind, 1);
                                return true;
                              });
    std::int64_t blocks = 0;
    if (tally.total() > 2 * block_rows) {
      blocks = build_blocks(db, {organization, contact_rank_list}, walk_of(db, organization));
    }
    db.run(put_contact_tally, organization, blocks, Blob{tally.packed()});
  }
}

}  // namespace parley::sql
