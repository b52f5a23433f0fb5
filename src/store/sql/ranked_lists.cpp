#include "store/sql/ranked_lists.h"

namespace parley::sql {
namespace {

constexpr Query find_list{
    "SELECT levels, tally, tail FROM ranked_list WHERE organization = $1 AND list = $2"};
constexpr Query put_list{
    "INSERT INTO ranked_list (organization, list, levels, tally, tail) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (organization, list) DO UPDATE SET levels = excluded.levels, tally = excluded.tally, "
    "tail = excluded.tail"};

void put(Connection& db, RankList list, const Ranking& ranking, const Tally& tally) {
  db.run(put_list, list.organization, list.list, ranking.levels(), Blob{tally.packed()},
         Blob{ranking.packed_tail()});
}

}  // namespace

Ranked ranked_list(Connection& db, RankList list) {
  Ranked ranked{.list = list};
  auto rows = db.rows(find_list, list.organization, list.list);
  if (!rows.next()) return ranked;
  ranked.levels = rows.integer(0);
  ranked.tally = rows.text(1);
  ranked.tail = rows.text(2);
  return ranked;
}

void RankedLists::expect(RankList list) {
  if (!lists_.contains(list)) db_.ahead(find_list, list.organization, list.list);
}

void RankedLists::count(RankList list, const Place& place, std::string_view kind, int by) {
  auto [at, added] = lists_.try_emplace(list);
  auto& counted = at->second;
  if (added) {
    const auto ranked = ranked_list(db_, list);
    counted.tally = Tally::read(ranked.tally);
    counted.ranking = Ranking(ranked.levels, ranked.tail);
  }
  counted.tally.add(kind, by);
  counted.ranking.count(place, kind, by);
}

void RankedLists::flush(WalkList walk) {
  for (auto& [list, counted] : lists_) {
    const auto walk_one = [&, of = list](const Stretch& stretch, WalkRow row) { walk(of, stretch, row); };
    counted.ranking.keep(db_, list, counted.tally.total(), walk_one);
    put(db_, list, counted.ranking, counted.tally);
  }
  lists_.clear();
}

void count_list(Connection& db, RankList list, Walk walk) {
  Tally tally;
  walk({}, [&](std::int64_t, std::string_view, std::string_view kind) {
    tally.add(kind, 1);
    return true;
  });
  Ranking ranking;
  ranking.keep(db, list, tally.total(), walk);
  put(db, list, ranking, tally);
}

}  // namespace parley::sql
