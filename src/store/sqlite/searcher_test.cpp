#include "store/sqlite/searcher.h"

#include "store/conformance/fixture.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <stdexcept>

namespace parley::sqlite {
namespace {

constexpr const char* count_to_a_million =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) FROM n";
constexpr const char* rows_there = "SELECT count(*) FROM line";

std::int64_t answer(sql::Connection& db, const char* question) {
  const auto statement = db.prepare(question);
  statement->step();
  return statement->integer(0);
}

class SearcherTest : public testing::Test {
 protected:
  SearcherTest() { writing_.execute("CREATE TABLE line (id INTEGER PRIMARY KEY)"); }
  ~SearcherTest() override {
    searcher_.finish();
    std::filesystem::remove_all(place_.folder);
  }

  // Throws what came back.
  template <class Work>
  void search(const Work& work) {
    std::promise<void> ended;
    searcher_.submit(work, [&](const std::exception_ptr& why) {
      if (why) return ended.set_exception(why);
      ended.set_value();
    });
    ended.get_future().get();
  }
  std::int64_t rows_seen() {
    std::int64_t rows = -1;
    search([&](sql::Connection& db) { rows = answer(db, rows_there); });
    return rows;
  }

  conformance::Place place_ = conformance::sqlite_place();
  std::string path_ = place_.folder / "lines.db";
  Connection writing_{path_, Access::write};
  Searcher searcher_{path_, std::chrono::milliseconds{0}};
};

TEST_F(SearcherTest, RefusesWhatTakesTooLongAndAnswersTheNext) {
  for (int again = 0; again < 2; ++again) {
    try {
      search([](sql::Connection& db) { answer(db, count_to_a_million); });
      FAIL() << "was not stopped";
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.kind(), Problem::Kind::unavailable);
    }
    EXPECT_EQ(rows_seen(), 0);
  }
}

TEST_F(SearcherTest, HandsBackWhatWasThrownAndSeesWhatWasWrittenSince) {
  EXPECT_THROW(search([](sql::Connection& db) {
                 answer(db, rows_there);
                 throw std::out_of_range("a bug");
               }),
               std::out_of_range);
  writing_.execute("INSERT INTO line (id) VALUES (1)");
  EXPECT_EQ(rows_seen(), 1);
  writing_.execute("INSERT INTO line (id) VALUES (2)");
  EXPECT_EQ(rows_seen(), 2);
}

TEST_F(SearcherTest, TurnsAwayWhomItHasNoRoomFor) {
  constexpr int room = 64;
  std::promise<void> go_on;
  const auto gate = go_on.get_future().share();
  std::atomic<int> ended{0};
  const auto work = [gate](sql::Connection&) { gate.wait(); };
  const auto done = [&ended](const std::exception_ptr& why) { ended += why ? 0 : 1; };
  for (int i = 0; i < room; ++i) searcher_.submit(work, done);
  EXPECT_THROW(searcher_.submit(work, done), Problem);
  go_on.set_value();
  searcher_.finish();
  EXPECT_EQ(ended, room);
  EXPECT_THROW(searcher_.submit(work, done), Problem) << "it has ended";
}

}  // namespace
}  // namespace parley::sqlite
