#pragma once
// Ranked lists in a store of their own, each beside a plain one that it must agree with.

#include "store/conformance/fixture.h"
#include "store/sql/rank_find.h"
#include "store/sql/rank_keep.h"
#include "store/sqlite/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace parley::sql {

class PlainList {
 public:
  PlainList(Connection& db, RankList list) : db_(db), list_(list) {}

  // A place that has a row already changes its kind.
  void add(const Place& place, const std::string& kind);
  void remove(Place place);  // a copy: it may be the one that goes
  // One batch ends.
  void flush();
  void flush_anew();

  [[nodiscard]] const std::map<Place, std::string>& rows() const { return rows_; }
  [[nodiscard]] std::int64_t levels() const { return ranking_.levels(); }
  [[nodiscard]] Ranked ranked() const {
    return {.list = list_, .levels = levels(), .tally = tally_.packed(), .tail = ranking_.packed_tail()};
  }
  void walk(const Stretch& stretch, WalkRow row) const;
  // The places of the rows of those kinds, upwards; a kind is a letter.
  [[nodiscard]] std::vector<Place> places(std::string_view kinds) const;

  // Every block says what is below it, and none is larger than it may be.
  void expect_sound();
  [[nodiscard]] std::int64_t blocks(std::int64_t level);

 private:
  Connection& db_;
  RankList list_;
  std::map<Place, std::string> rows_;
  Tally tally_;
  Ranking ranking_;
};

class RankTest : public testing::Test {
 protected:
  RankTest();
  ~RankTest() override;

  Place any_place(std::int64_t times) {
    return {static_cast<std::int64_t>(random_() % static_cast<unsigned>(times)),
            std::to_string(random_() % 100'000)};
  }
  // Mostly a, sometimes b or c, hardly ever r.
  std::string any_kind() {
    if (random_() % 1'500 == 0) return "r";
    return {"aaaaaaabbc"[random_() % 10]};
  }
  // Rows come and go in batches; how many of ten come.
  void churn(PlainList& list, int batches, int coming, std::int64_t times);

  std::unique_ptr<sqlite::Connection> db_;
  std::mt19937 random_{5};

 private:
  conformance::Place place_ = conformance::sqlite_place();
};

inline auto wants(std::string_view kinds) {
  return [kinds](std::string_view kind) { return kinds.find(kind) != std::string_view::npos; };
}

}  // namespace parley::sql
