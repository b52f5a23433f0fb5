#include "store/sql/ranked_lists.h"

namespace parley::sql {
namespace {

constexpr Query find_list{"SELECT levels, tally FROM ranked_list WHERE organization = $1 AND list = $2"};
constexpr Query put_list{
    "INSERT INTO ranked_list (organization, list, levels, tally) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (organization, list) DO UPDATE SET levels = excluded.levels, tally = excluded.tally"};

void put(Connection& db, RankList list, std::int64_t levels, const Tally& tally) {
  db.run(put_list, list.organization, list.list, levels, Blob{tally.packed()});
}

}  // namespace

Ranked ranked_list(Connection& db, RankList list) {
  Ranked ranked{.list = list};
  auto rows = db.rows(find_list, list.organization, list.list);
  if (!rows.next()) return ranked;
  ranked.levels = rows.integer(0);
  ranked.tally = rows.text(1);
  return ranked;
}

void RankedLists::count(RankList list, const Place& place, std::string_view kind, int by) {
  auto [at, added] = lists_.try_emplace(list);
  auto& counted = at->second;
  if (added) {
    const auto ranked = ranked_list(db_, list);
    counted.levels = ranked.levels;
    counted.tally = Tally::read(ranked.tally);
  }
  counted.tally.add(kind, by);
  if (counted.levels > 0) counted.changes.add(place, kind, by);
}

void RankedLists::flush(WalkList walk) {
  for (auto& [list, counted] : lists_) {
    const auto rows = counted.tally.total();
    const auto walk_one = [&, of = list](const Stretch& stretch, WalkRow row) { walk(of, stretch, row); };
    counted.levels = keep_ranks(db_, list, counted.levels, rows, counted.changes, walk_one);
    put(db_, list, counted.levels, counted.tally);
  }
  lists_.clear();
}

void count_list(Connection& db, RankList list, Walk walk) {
  Tally tally;
  walk({}, [&](std::int64_t, std::string_view, std::string_view kind) {
    tally.add(kind, 1);
    return true;
  });
  RankChanges none;
  const auto levels = keep_ranks(db, list, 0, tally.total(), none, walk);
  put(db, list, levels, tally);
}

}  // namespace parley::sql
