#include "store/sql/rank_testing.h"

#include "store/sql/answers.h"

#include <algorithm>

namespace parley::sql {
namespace {

constexpr Query all_blocks{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "ORDER BY from_at, from_tie"};
constexpr Query count_of_level{
    "SELECT count(*) FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3"};
constexpr Query levels_there{
    "SELECT count(DISTINCT level) FROM rank_block WHERE organization = $1 AND list = $2"};

struct Part {
  Place from;
  std::map<std::string, std::int64_t> kinds;
};

std::map<std::string, std::int64_t> kinds_of(const Tally& tally) {
  std::map<std::string, std::int64_t> kinds;
  for (const auto& entry : tally.entries()) kinds[entry.kind] += entry.rows;
  return kinds;
}

}  // namespace

void PlainList::add(const Place& place, const std::string& kind) {
  if (rows_.contains(place)) remove(place);
  rows_.emplace(place, kind);
  tally_.add(kind, 1);
  ranking_.count(place, kind, 1);
}

void PlainList::remove(Place place) {
  const auto at = rows_.find(place);
  tally_.add(at->second, -1);
  ranking_.count(place, at->second, -1);
  rows_.erase(at);
}

void PlainList::flush() {
  const auto walk_it = [this](const Stretch& stretch, WalkRow row) { walk(stretch, row); };
  ranking_.keep(db_, list_, std::ssize(rows_), walk_it);
  ranking_ = Ranking(ranking_.levels(), ranking_.packed_tail());  // as it is kept
}

void PlainList::flush_anew() {
  ranking_.cut_anew();
  flush();
}

void PlainList::walk(const Stretch& stretch, WalkRow row) const {
  for (auto at = rows_.lower_bound(stretch.from); at != rows_.end() && at->first < stretch.until; ++at) {
    if (!row(at->first.at, at->first.tie, at->second)) return;
  }
}

std::vector<Place> PlainList::places(std::string_view kinds) const {
  std::vector<Place> found;
  for (const auto& [place, kind] : rows_) {
    if (kinds.find(kind) != std::string_view::npos) found.push_back(place);
  }
  return found;
}

std::int64_t PlainList::blocks(std::int64_t level) {
  return first_integer(db_, count_of_level, list_.organization, list_.list, level);
}

void PlainList::expect_sound() {
  ASSERT_EQ(levels(), first_integer(db_, levels_there, list_.organization, list_.list));
  const auto whole = ranked();
  const auto tail = tail_of(whole);
  std::vector<Part> parts;
  std::map<std::string, std::int64_t> in_tail;
  for (const auto& [place, kind] : rows_) {
    if (place >= tail.from) {
      ++in_tail[kind];
    } else {
      parts.push_back({place, {{kind, 1}}});
    }
  }
  ASSERT_EQ(kinds_of(Tally::read(tail.tally)), in_tail);
  ASSERT_LE(Tally::read(tail.tally).total(), most_rows);
  for (std::int64_t level = 0; level < levels(); ++level) {
    std::vector<Part> blocks;
    auto rows = db_.rows(all_blocks, list_.organization, list_.list, level);
    auto part = parts.cbegin();
    bool is_there = rows.next();
    ASSERT_TRUE(is_there);
    while (is_there) {
      Part block{{rows.integer(0), std::string(rows.text(1))}, kinds_of(Tally::read(rows.text(3)))};
      const auto told = rows.integer(2);
      if (blocks.empty()) ASSERT_EQ(block.from, first_place());
      if (level > 0) ASSERT_TRUE(part != parts.cend() && part->from == block.from) << "level " << level;
      is_there = rows.next();
      const auto until = is_there ? Place{rows.integer(0), std::string(rows.text(1))} : last_place();
      std::int64_t count = 0;
      std::map<std::string, std::int64_t> kinds;
      for (; part != parts.cend() && part->from < until; ++part, ++count) {
        for (const auto& [kind, here] : part->kinds) kinds[kind] += here;
      }
      ASSERT_EQ(told, count) << "level " << level;
      ASSERT_EQ(block.kinds, kinds) << "level " << level;
      ASSERT_LE(count, most_parts(level));
      blocks.push_back(std::move(block));
    }
    parts = std::move(blocks);
  }
  if (levels() > 0) ASSERT_LE(std::ssize(parts), most_blocks);
  if (levels() > 1) ASSERT_GE(std::ssize(parts), 2);
}

RankTest::RankTest() {
  EngineOptions options;
  options.store = place_.store;
  open_engine(std::move(options));
  db_ = std::make_unique<sqlite::Connection>(place_.folder / "store.db", sqlite::Access::write);
  db_->execute("BEGIN");
}

RankTest::~RankTest() {
  db_.reset();
  std::filesystem::remove_all(place_.folder);
}

void RankTest::churn(PlainList& list, int batches, int coming, std::int64_t times) {
  for (int batch = 0; batch < batches; ++batch) {
    for (auto left = random_() % 300; left > 0; --left) {
      if (list.rows().empty() || static_cast<int>(random_() % 10) < coming) {
        list.add(any_place(times), any_kind());
        continue;
      }
      auto victim = list.rows().lower_bound(any_place(times));
      if (victim == list.rows().end()) victim = list.rows().begin();
      if (random_() % 4 == 0) {
        list.add(Place(victim->first), any_kind());
      } else {
        list.remove(victim->first);
      }
    }
    list.flush();
  }
}

}  // namespace parley::sql
