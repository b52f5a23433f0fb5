// What a writing transaction fetches ahead and gathers, over a real server: nobody can tell but by the clock.

#include "store/postgres/connection.h"
#include "store/postgres/failure.h"
#include "store/postgres/testing.h"
#include "store/sql/answers.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::postgres {
namespace {

using sql::Query;

constexpr Query make_table{
    "CREATE TEMPORARY TABLE line (organization bigint, id bigint, words text COLLATE \"C\", "
    "PRIMARY KEY (organization, id), UNIQUE (words))"};
constexpr Query insert{"INSERT INTO line (organization, id, words) VALUES ($1, $2, $3)"};
constexpr Query insert_once{
    "INSERT INTO line (organization, id, words) VALUES ($1, $2, $3) ON CONFLICT (words) DO NOTHING RETURNING id, words"};
constexpr Query put{
    "INSERT INTO line (organization, id, words) VALUES ($1, $2, $3) ON CONFLICT (organization, id) "
    "DO UPDATE SET words = line.words || excluded.words"};
constexpr Query append{"UPDATE line SET words = words || $3 WHERE organization = $1 AND id = $2"};
constexpr Query renumber{"UPDATE line SET id = $3 WHERE organization = $1 AND id = $2"};
constexpr Query remove{"DELETE FROM line WHERE organization = $1 AND id = $2"};
constexpr Query words_of{"SELECT words FROM line WHERE organization = $1 AND id = $2"};
constexpr Query words_from{"SELECT words FROM line WHERE organization = $1 AND id >= $2 ORDER BY id LIMIT 2"};
constexpr Query count_of{"SELECT count(*) FROM line WHERE organization = $1"};
constexpr Query commit{"COMMIT"};

class AheadTest : public testing::Test {
 protected:
  // In a writing transaction. Organization 0 has no row to be locked.
  template <class Work>
  void write(const Work& work) {
    run_in_fiber([&](asio::io_context& context) {
      Connection db(context, server_);
      db.open();
      db.run(make_table);
      db.look_ahead(true);
      db.begin_writing();
      work(db);
    });
  }
  static std::string words(Connection& db, std::int64_t id) {
    auto rows = db.rows(words_of, 0, id);
    return rows.next() ? std::string(rows.text(0)) : "none";
  }
  // Behind the engine's back.
  static void change_unseen(Connection& db) { db.link().run("UPDATE line SET words = words || '!'", {}); }

  conformance::Place place_ = postgres_place();
  Server server_{.address = place_.store};
};

TEST_F(AheadTest, GivesWhatWasFetched) {
  write([](Connection& db) {
    for (const int id : {1, 2, 3}) db.run(insert, 0, id, "line " + std::to_string(id));
    for (const int id : {1, 2, 7}) EXPECT_FALSE(db.ahead(words_of, 0, id));
    EXPECT_FALSE(db.ahead(words_from, 0, 2));
    EXPECT_TRUE(db.fetch());
    EXPECT_FALSE(db.fetch());
    change_unseen(db);
    EXPECT_EQ(words(db, 1), "line 1");
    EXPECT_EQ(words(db, 1), "line 1");
    EXPECT_EQ(words(db, 7), "none");
    EXPECT_EQ(words(db, 3), "line 3!");  // nobody said that it would be asked for
    auto here = db.ahead(words_from, 0, 2);
    ASSERT_TRUE(here);
    EXPECT_TRUE(here->next());
    EXPECT_EQ(here->text(0), "line 2");
    EXPECT_TRUE(here->next());
    EXPECT_EQ(here->text(0), "line 3");
    EXPECT_FALSE(here->next());
  });
}

TEST_F(AheadTest, ForgetsWhatTheTransactionWrites) {
  write([](Connection& db) {
    for (const int id : {1, 2, 3, 4}) db.run(insert, 0, id, std::to_string(id));
    const auto fetch = [&] {
      for (const int id : {1, 2, 3, 4, 5, 6}) db.ahead(words_of, 0, id);
      db.fetch();
    };
    fetch();
    db.run(append, 0, 1, "a");
    db.run(remove, 0, 2);
    db.run(insert, 0, 5, "five");
    db.run(put, 0, 3, "b");
    db.push();
    change_unseen(db);
    EXPECT_EQ(words(db, 4), "4");  // none of them was about it
    EXPECT_EQ(words(db, 1), "1a!");
    EXPECT_EQ(words(db, 2), "none");
    EXPECT_EQ(words(db, 3), "3b!");
    EXPECT_EQ(words(db, 5), "five!");
    db.run(renumber, 0, 4, 6);  // about any row of the organization
    EXPECT_EQ(words(db, 6), "4!");
    EXPECT_EQ(words(db, 4), "none");
  });
}

TEST_F(AheadTest, ForgetsARangeThatAWriteMayBeIn) {
  write([](Connection& db) {
    db.run(insert, 0, 5, "five");
    db.ahead(words_from, 0, 1);
    db.fetch();
    db.run(insert, 0, 2, "two");
    auto rows = db.rows(words_from, 0, 1);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), "two");
  });
}

TEST_F(AheadTest, GivesWhatAnInsertGaveToWhoRunsIt) {
  write([](Connection& db) {
    db.run(insert, 0, 1, "taken");
    const auto say = [&](int id, const char* of) { db.ahead(insert_once, 0, id, of); };
    say(2, "two");
    say(3, "taken");
    say(4, "twice");
    say(5, "twice");
    db.fetch();
    EXPECT_THROW(db.settle(), Conflict);
    const auto run = [&](int id, const char* of) { return sql::first_integer(db, insert_once, 0, id, of); };
    EXPECT_EQ(run(5, "twice"), 0);
    EXPECT_EQ(run(4, "twice"), 4);
    EXPECT_EQ(run(3, "taken"), 0);
    EXPECT_EQ(run(2, "two"), 2);
    EXPECT_EQ(run(6, "six"), 6);
    db.settle();
    EXPECT_EQ(sql::first_integer(db, count_of, 0), 4);
  });
}

TEST_F(AheadTest, SendsWhatItGatheredInAnOrderThatNobodyCanTell) {
  write([](Connection& db) {
    db.run(insert, 0, 1, "a");
    db.run(append, 0, 1, "b");
    db.run(append, 0, 1, "c");
    db.run(put, 0, 1, "d");
    db.run(put, 0, 1, "e");
    db.run(put, 0, 2, "f");
    db.run(append, 0, 2, "g");
    db.run(remove, 0, 1);
    db.run(insert, 0, 1, "h");
    db.run(renumber, 0, 2, 3);
    db.run(renumber, 0, 3, 4);
    db.run(insert, 0, 2, "i");
    EXPECT_EQ(words(db, 1), "h");
    EXPECT_EQ(words(db, 2), "i");
    EXPECT_EQ(words(db, 4), "fg");
    EXPECT_EQ(sql::first_integer(db, count_of, 0), 3);
  });
}

TEST_F(AheadTest, GathersMoreThanItKeeps) {
  write([](Connection& db) {
    for (int id = 0; id < 2'500; ++id) db.run(insert, 0, id, std::to_string(id));
    EXPECT_EQ(sql::first_integer(db, count_of, 0), 2'500);
    db.run(commit);
    db.wait();
  });
}

TEST_F(AheadTest, ThrowsWhatGoesWrongWithThem) {
  EXPECT_THROW(write([](Connection& db) {
                 db.run(insert, 0, 1, "same");
                 db.run(insert, 0, 2, "same");
                 db.settle();
                 db.wait();
               }),
               Conflict);
}

}  // namespace
}  // namespace parley::postgres
