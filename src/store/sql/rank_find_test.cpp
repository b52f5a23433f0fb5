#include "store/sql/rank_find.h"

#include "store/sql/rank_testing.h"

#include <algorithm>

namespace parley::sql {
namespace {

// Some lists, and the same rows in one plain one.
class Finding : public RankTest {
 protected:
  PlainList& list(int churned, int coming, std::int64_t times) {
    auto& made = *lists_.emplace_back(std::make_unique<PlainList>(*db_, RankList{1, ++made_}));
    churn(made, churned, coming, times);
    return made;
  }

  std::vector<Ranked> ranked() const {
    std::vector<Ranked> all;
    for (const auto& list : lists_) all.push_back(list->ranked());
    return all;
  }
  auto walk() const {
    return [this](std::size_t at, const Stretch& stretch, WalkRow row) { lists_[at]->walk(stretch, row); };
  }

  // Of all lists, upwards. One place may be in several lists.
  std::vector<Place> places(std::string_view kinds) const {
    std::vector<Place> all;
    for (const auto& list : lists_) {
      const auto some = list->places(kinds);
      all.insert(all.end(), some.begin(), some.end());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  void expect_found(std::string_view kinds) {
    const auto all = places(kinds);
    const auto lists = ranked();
    ASSERT_EQ(count_rows(lists, wants(kinds)), std::ssize(all));
    for (const std::int64_t index : {-7, -1}) ASSERT_FALSE(nth_row(*db_, lists, index, wants(kinds), walk()));
    ASSERT_FALSE(nth_row(*db_, lists, std::ssize(all), wants(kinds), walk()));
    for (const auto index : samples(std::ssize(all))) {
      const auto& place = all[static_cast<std::size_t>(index)];
      ASSERT_EQ(nth_row(*db_, lists, index, wants(kinds), walk()), place) << kinds << " " << index;
      const auto before = std::lower_bound(all.begin(), all.end(), place) - all.begin();
      ASSERT_EQ(rows_before(*db_, lists, place, wants(kinds), walk()), before);
      const Place gap{place.at, place.tie + "!"};
      const auto before_gap = std::lower_bound(all.begin(), all.end(), gap) - all.begin();
      ASSERT_EQ(rows_before(*db_, lists, gap, wants(kinds), walk()), before_gap);
    }
    ASSERT_EQ(rows_before(*db_, lists, last_place(), wants(kinds), walk()), std::ssize(all));
    ASSERT_EQ(rows_within(*db_, lists, {}, wants(kinds), walk()), std::ssize(all));
  }

  // Of each list alone: what lies between any two places, by kind.
  void expect_tallied() {
    for (const auto& list : lists_) {
      const auto all = list->places("abcr");
      const auto walk_one = [&](const Stretch& stretch, WalkRow row) { list->walk(stretch, row); };
      std::vector<Place> edges{first_place(), last_place()};
      for (const auto index : samples(std::ssize(all))) edges.push_back(all[static_cast<std::size_t>(index)]);
      for (std::size_t i = 0; i < edges.size(); ++i) {
        const Stretch part{edges[i], edges[(7 * i + 1) % edges.size()]};
        Tally expected;
        for (const auto& [place, kind] : list->rows()) {
          if (place >= part.from && place < part.until) expected.add(kind, 1);
        }
        const auto found = tally_within(*db_, list->ranked(), part, walk_one);
        ASSERT_EQ(found.total(), expected.total());
        for (const auto& [kind, rows] : expected.entries()) {
          const auto is_it = [&, of = kind](std::string_view it) { return it == of; };
          ASSERT_EQ(Tally::count(found.packed(), is_it), rows);
        }
      }
    }
  }

  // Both ends, and what lies between.
  static std::vector<std::int64_t> samples(std::int64_t rows) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < rows; i += 1 + i / 7) {
      all.push_back(i);
      all.push_back(rows - 1 - i);
    }
    return all;
  }

  std::vector<std::unique_ptr<PlainList>> lists_;
  std::int64_t made_ = 0;
};

// Counts the rows that are read through it.
class Counting : public Connection {
 public:
  explicit Counting(Connection& db) : db_(db) {}

  void execute(const std::string& text) override { db_.execute(text); }
  [[nodiscard]] std::int64_t changes() const override { return db_.changes(); }
  std::unique_ptr<Statement> prepare(const std::string& text) override { return db_.prepare(text); }

  std::int64_t rows = 0;

 protected:
  Statement& prepared(const Query& query) override {
    auto& slot = statements_[query.text.data()];
    if (!slot) slot = std::make_unique<Counted>(db_.prepare(std::string(query.text)), rows);
    return *slot;
  }

 private:
  class Counted : public Statement {
   public:
    Counted(std::unique_ptr<Statement> of, std::int64_t& rows) : of_(std::move(of)), rows_(rows) {}
    void bind(int index, std::int64_t value) override { of_->bind(index, value); }
    void bind(int index, std::string_view text) override { of_->bind(index, text); }
    void bind(int index, Blob blob) override { of_->bind(index, blob); }
    void bind_null(int index) override { of_->bind_null(index); }
    bool step() override {
      const bool is_there = of_->step();
      rows_ += is_there ? 1 : 0;
      return is_there;
    }
    void reset() override { of_->reset(); }
    std::int64_t integer(int column) override { return of_->integer(column); }
    std::string_view text(int column) override { return of_->text(column); }
    bool is_null(int column) override { return of_->is_null(column); }

   private:
    std::unique_ptr<Statement> of_;
    std::int64_t& rows_;
  };

  Connection& db_;
  std::map<const char*, std::unique_ptr<Statement>> statements_;
};

// What a page of that list reads: the wanted places, and how many rows it meets for them.
std::vector<Place> read(const PlainList& list, const std::vector<Stretch>& parts, std::int64_t limit,
                        bool descending, std::string_view kinds, std::int64_t& met) {
  std::vector<Place> page;
  for (const auto& part : parts) {
    std::vector<std::pair<Place, std::string>> rows;
    list.walk(part, [&](std::int64_t at, std::string_view tie, std::string_view kind) {
      rows.emplace_back(Place{at, std::string(tie)}, kind);
      return true;
    });
    if (descending) std::reverse(rows.begin(), rows.end());
    for (const auto& [place, kind] : rows) {
      if (std::ssize(page) == limit) return page;
      ++met;
      if (kinds.find(kind) != std::string_view::npos) page.push_back(place);
    }
  }
  return page;
}

TEST_F(Finding, FindsEveryRowOfOneList) {
  for (const std::int64_t times : {4, 900, 1'000'000}) {
    lists_.clear();
    auto& one = list(110, 8, times);
    for (int round = 0; round < 3; ++round) {
      ASSERT_NO_FATAL_FAILURE(one.expect_sound());
      for (const auto* kinds : {"abcr", "a", "bc", "r", "none"}) ASSERT_NO_FATAL_FAILURE(expect_found(kinds));
      ASSERT_NO_FATAL_FAILURE(expect_tallied());
      churn(one, 30, 1, times);
    }
  }
}

TEST_F(Finding, FindsEveryRowOfSeveralListsTakenTogether) {
  ASSERT_NO_FATAL_FAILURE(expect_found("abcr"));  // of none
  list(0, 9, 1);
  list(1, 9, 900);
  list(8, 9, 400);
  list(120, 8, 900);
  list(40, 8, 300);
  for (const auto* kinds : {"abcr", "a", "bc", "r", "none"}) ASSERT_NO_FATAL_FAILURE(expect_found(kinds));
}

TEST_F(Finding, FindsRowsAmongListsThatFollowOneAnother) {
  for (int i = 0; i < 5; ++i) {
    auto& one = list(0, 9, 1);
    for (int row = 0; row < 3'000; ++row) one.add({i * 2'500 + row, std::to_string(i)}, any_kind());
    one.flush();
  }
  for (const auto* kinds : {"abcr", "b", "r"}) ASSERT_NO_FATAL_FAILURE(expect_found(kinds));
  ASSERT_NO_FATAL_FAILURE(expect_tallied());
}

TEST_F(Finding, FindsRowsThreeLevelsDeep) {
  auto& large = list(0, 9, 1);
  for (int i = 0; i < 150'000; ++i) large.add({i / 2, std::to_string(i % 2)}, any_kind());
  large.flush();
  ASSERT_EQ(large.levels(), 3);
  ASSERT_NO_FATAL_FAILURE(large.expect_sound());
  for (const auto* kinds : {"abcr", "r"}) ASSERT_NO_FATAL_FAILURE(expect_found(kinds));
  list(60, 8, 75'000);
  for (const auto* kinds : {"abcr", "c", "r"}) ASSERT_NO_FATAL_FAILURE(expect_found(kinds));
}

TEST_F(Finding, ReadsFewBlocksHoweverLongTheListIs) {
  constexpr std::int64_t half_a_level = most_blocks / 2 + 1;  // it is read from the nearer end
  auto& large = list(0, 9, 1);
  for (int i = 0; i < 150'000; ++i) large.add({i, ""}, any_kind());
  large.flush();
  ASSERT_EQ(large.levels(), 3);
  Counting counting(*db_);
  const auto most_read = [&](std::string_view kinds) {
    const auto lists = ranked();
    const auto rows = count_rows(lists, wants(kinds));
    std::int64_t most = 0;
    for (const auto index : samples(rows)) {
      counting.rows = 0;
      EXPECT_TRUE(nth_row(counting, lists, index, wants(kinds), walk()));
      most = std::max(most, counting.rows);
    }
    return most;
  };
  EXPECT_LE(most_read("abcr"), 3 * half_a_level);
  // Of a rare kind a block has hardly one row, so it may be at the far end of its level.
  EXPECT_LE(most_read("r"), 3 * most_blocks);
  // A page of a rare kind goes over the long runs without it.
  counting.rows = 0;
  const auto parts = stretches(counting, large.ranked(), {}, 10, true, wants("r"));
  EXPECT_GT(std::ssize(parts), 1);
  EXPECT_LE(counting.rows, 12 * 4 * most_blocks);

  list(200, 9, 150'000);
  list(3, 9, 150'000);
  for (const auto* kinds : {"abcr", "r"}) EXPECT_LE(most_read(kinds), 3 * 3 * 3 * most_blocks) << kinds;
}

TEST_F(Finding, ReadsEveryPageFromAFewBlocks) {
  auto& one = list(130, 8, 700);
  for (int i = 0; i < 12'000; ++i) one.add({i + 10'000, ""}, "a");
  one.add({0, ""}, "z");
  one.add({15'000, ""}, "z");
  one.flush();
  for (const std::string_view kinds : {"abcrz", "a", "bc", "r", "z", "none"}) {
    for (const bool descending : {false, true}) {
      auto all = one.places(kinds);
      if (descending) std::reverse(all.begin(), all.end());
      for (const std::int64_t limit : {1, 50}) {
        for (std::int64_t offset = -3; offset < std::ssize(all) + 2;
             offset += 1 + std::max<std::int64_t>(offset, 0) / 3) {
          const auto walk_one = [&](const Stretch& stretch, WalkRow row) { one.walk(stretch, row); };
          const auto page =
              find_page(*db_, one.ranked(), {}, offset, limit, descending, wants(kinds), walk_one);
          ASSERT_EQ(page.total, std::ssize(all));
          std::int64_t met = 0;
          const auto got = read(one, page.stretches, limit, descending, kinds, met);
          const auto first = std::clamp<std::int64_t>(offset, 0, std::ssize(all));
          const auto last = std::min(first + limit, std::ssize(all));
          ASSERT_EQ(got, std::vector(all.begin() + first, all.begin() + last))
              << kinds << " descending " << descending << " offset " << offset << " limit " << limit;
          ASSERT_LE(met, (limit + 2) * most_rows);
        }
      }
    }
  }
}

TEST_F(Finding, CountsAPageFromWhereItIsTold) {
  auto& one = list(90, 8, 700);
  const auto lists = ranked();
  const auto all = one.places("bc");
  for (int round = 0; round < 400; ++round) {
    Stretch within{.from = any_place(720), .until = any_place(720)};
    if (round % 5 == 0) within.from = first_place();
    if (round % 7 == 0) within.until = last_place();
    std::vector<Place> expected;
    std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                 [&](const Place& place) { return within.from <= place && place < within.until; });
    ASSERT_EQ(rows_within(*db_, lists, within, wants("bc"), walk()), std::ssize(expected));
    const bool descending = round % 2 == 0;
    if (descending) std::reverse(expected.begin(), expected.end());
    const auto offset = static_cast<std::int64_t>(random_() % (expected.size() + 3));
    const auto rest = skip_rows(*db_, lists, within, offset, descending, wants("bc"), walk());
    std::vector<Place> got;
    std::int64_t met = 0;
    if (rest)
      got =
          read(one, stretches(*db_, lists[0], *rest, 20, descending, wants("bc")), 20, descending, "bc", met);
    const auto first = std::min(offset, std::ssize(expected));
    const auto last = std::min(first + 20, std::ssize(expected));
    ASSERT_EQ(got, std::vector(expected.begin() + first, expected.begin() + last)) << round;
  }
}

}  // namespace
}  // namespace parley::sql
