#include "store/sql/rank.h"

#include "store/conformance/fixture.h"
#include "store/sqlite/connection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace parley::sql {
namespace {

constexpr Query count_blocks{"SELECT count(*) FROM rank_block WHERE organization = $1 AND list = $2"};

// A ranked list beside the plain one that it must agree with.
class Ranks : public testing::Test {
 protected:
  Ranks() {
    EngineOptions options;
    options.store = place_.store;
    open_engine(std::move(options));
    db_ = std::make_unique<sqlite::Connection>(place_.folder / "store.db", sqlite::Access::write);
    db_->execute("BEGIN");
  }
  ~Ranks() override {
    db_.reset();
    std::filesystem::remove_all(place_.folder);
  }

  void add(const Place& place, const std::string& kind) {
    if (rows_.emplace(place, kind).second) count(place, kind, 1);
  }
  void remove(Place place) {  // a copy: it may be the one that goes
    const auto at = rows_.find(place);
    const auto kind = at->second;
    rows_.erase(at);
    count(place, kind, -1);
  }

  void expect_same() {
    auto stored = db_->rows(count_blocks, list_.organization, list_.list);
    stored.next();
    ASSERT_EQ(blocks_, stored.integer(0));
    for (const std::string_view kinds : {"abc", "a", "bc", "none"}) {
      for (const bool descending : {false, true}) expect_pages(kinds, descending);
    }
  }

  std::map<Place, std::string> rows_;
  std::int64_t blocks_ = 0;
  std::mt19937 random_{5};

 private:
  void count(const Place& place, const std::string& kind, int by) {
    tally_.add(kind, by);
    const auto walk = [this](const Place& from, WalkRow row) {
      for (auto at = rows_.lower_bound(from); at != rows_.end(); ++at) {
        if (!row(at->first.at, at->first.tie, at->second)) return;
      }
    };
    if (blocks_ > 0) {
      blocks_ += change_rank(*db_, list_, place, kind, by, walk);
    } else if (std::ssize(rows_) > 2 * block_rows) {
      blocks_ = build_blocks(*db_, list_, walk);
    }
  }

  void expect_pages(std::string_view kinds, bool descending) {
    const auto wanted = [kinds](std::string_view kind) { return kinds.find(kind) != std::string_view::npos; };
    std::vector<Place> list;
    for (const auto& [place, kind] : rows_) {
      if (wanted(kind)) list.push_back(place);
    }
    if (descending) std::reverse(list.begin(), list.end());
    const Ranked ranked{.list = list_, .blocks = blocks_, .tally = tally_.packed()};
    for (std::int64_t offset = 0; offset < std::ssize(list) + 2; offset += 1 + offset / 7) {
      const auto start = find_page(*db_, ranked, offset, descending, wanted);
      ASSERT_EQ(start.total, std::ssize(list));
      if (offset >= start.total) continue;
      const auto is_before = [&](const Place& place) {
        return descending ? place >= start.from : place < start.from;
      };
      const auto first = std::find_if_not(list.begin(), list.end(), is_before) - list.begin();
      ASSERT_GE(start.skip, 0);
      ASSERT_EQ(first + start.skip, offset) << kinds << " descending " << descending;
      if (offset > 0 && blocks_ > 0) ASSERT_LE(start.skip, 2 * block_rows);
    }
  }

  conformance::Place place_ = conformance::sqlite_place();
  std::unique_ptr<sqlite::Connection> db_;
  const RankList list_{1, 42};
  Tally tally_;
};

Place place_of(std::mt19937& random, std::int64_t times) {
  return {static_cast<std::int64_t>(random() % static_cast<unsigned>(times)),
          std::to_string(random() % 1000)};
}

std::string kind_of(std::mt19937& random) { return {"aaaaaaabbc"[random() % 10]}; }

TEST_F(Ranks, NeedNoBlocksForAShortList) {
  for (int i = 0; i < 2 * block_rows; ++i) add({i, ""}, kind_of(random_));
  EXPECT_EQ(blocks_, 0);
  expect_same();
  add({-1, ""}, "a");
  EXPECT_EQ(blocks_, 3);
  expect_same();
}

TEST_F(Ranks, FindEveryPageWhileRowsComeAndGo) {
  for (int step = 0; step < 4'000; ++step) {
    const bool grows = step < 2'500;
    if (rows_.empty() || random_() % 10 < (grows ? 9 : 2)) {
      add(place_of(random_, 50), kind_of(random_));
    } else {
      auto victim = rows_.lower_bound(place_of(random_, 50));
      if (victim == rows_.end()) victim = rows_.begin();
      remove(victim->first);
    }
    if (step % 250 == 0) expect_same();
    if (HasFatalFailure()) return;
  }
  expect_same();
}

TEST_F(Ranks, SplitWhereARowIsAlwaysAddedAtOneEnd) {
  for (int i = 0; i < 2'000; ++i) add({i, ""}, kind_of(random_));
  expect_same();
  EXPECT_LE(blocks_, 2'000 / block_rows + 1);
  for (int i = 0; i > -2'000; --i) add({i, "b"}, kind_of(random_));
  expect_same();
  EXPECT_LE(blocks_, 4'000 / block_rows + 2);
}

TEST_F(Ranks, KeepOneBlockForAListThatWasEmptied) {
  for (int i = 0; i < 1'000; ++i) add({i, ""}, "a");
  while (!rows_.empty()) remove(rows_.begin()->first);
  EXPECT_EQ(blocks_, 1);
  expect_same();
  for (int i = 0; i < 700; ++i) add({i, ""}, kind_of(random_));
  expect_same();
}

}  // namespace
}  // namespace parley::sql
