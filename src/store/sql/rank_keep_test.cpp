#include "store/sql/rank_keep.h"

#include "store/sql/rank_testing.h"

namespace parley::sql {
namespace {

using Ranks = RankTest;

TEST_F(Ranks, NeedNoBlocksForAShortList) {
  PlainList list(*db_, {1, 42});
  for (int i = 0; i < most_rows; ++i) list.add({i, ""}, any_kind());
  list.flush();
  EXPECT_EQ(list.levels(), 0);
  list.expect_sound();
  list.add({-1, ""}, "a");
  list.flush();
  EXPECT_EQ(list.levels(), 1);
  list.expect_sound();
}

TEST_F(Ranks, StaySoundWhileRowsComeGoAndChange) {
  for (const std::int64_t times : {3, 50, 1'000'000}) {
    PlainList list(*db_, {1, times});
    for (const int coming : {9, 5, 1, 8, 4, 0}) {
      for (int round = 0; round < 8; ++round) {
        churn(list, 5, coming, times);
        ASSERT_NO_FATAL_FAILURE(list.expect_sound()) << times << " " << coming;
      }
    }
  }
}

TEST_F(Ranks, GrowALevelAfterTheOtherWhereRowsAreAddedAtTheEnd) {
  PlainList list(*db_, {1, 42});
  constexpr int many = most_rows * most_blocks * most_blocks;
  for (int i = 0; i < many; ++i) {
    list.add({i / 3, std::to_string(100 + i % 3)}, any_kind());
    if (i % 97 == 0) list.flush();
  }
  list.flush();
  EXPECT_EQ(list.levels(), 3);
  list.expect_sound();
  EXPECT_LE(list.blocks(0), many / (most_rows / 4 * 3));
  EXPECT_LE(list.blocks(1), list.blocks(0) / (most_blocks / 4 * 3) + 1);
}

TEST_F(Ranks, AreTheSameHoweverRowsAreGathered) {
  PlainList all_at_once(*db_, {1, 1});
  PlainList one_by_one(*db_, {1, 2});
  for (int i = 0; i < 6'000; ++i) {
    const auto place = any_place(400);
    const auto kind = any_kind();
    for (auto* list : {&all_at_once, &one_by_one}) list->add(place, kind);
    one_by_one.flush();
  }
  all_at_once.flush();
  all_at_once.expect_sound();
  one_by_one.expect_sound();
  // A block that grew far past its bound is cut into as many as are needed.
  for (int i = 0; i < 5'000; ++i) all_at_once.add({7, "x" + std::to_string(i)}, any_kind());
  all_at_once.flush();
  all_at_once.expect_sound();
}

TEST_F(Ranks, ShrinkWithTheirList) {
  PlainList list(*db_, {1, 42});
  for (int i = 0; i < 30'000; ++i) list.add({i, ""}, any_kind());
  list.flush();
  ASSERT_EQ(list.levels(), 2);
  // Every hundredth row stays.
  for (int i = 0; i < 30'000; ++i) {
    if (i % 100 != 0) list.remove({i, ""});
    if (i % 500 == 0) list.flush();
  }
  list.flush();
  list.expect_sound();
  EXPECT_LE(list.blocks(0), 40);
  while (std::ssize(list.rows()) > most_rows / 4) list.remove(list.rows().begin()->first);
  list.flush();
  EXPECT_EQ(list.levels(), 0);
  list.expect_sound();
  while (!list.rows().empty()) list.remove(list.rows().begin()->first);
  list.flush();
  list.expect_sound();
  churn(list, 20, 9, 100);
  list.expect_sound();
}

TEST_F(Ranks, ShrinkWhereRowsLeaveOneEndOnly) {
  PlainList list(*db_, {1, 42});
  for (int i = 0; i < 20'000; ++i) list.add({i, ""}, "a");
  list.flush();
  // As conversations do: the oldest becomes the newest.
  for (int i = 0; i < 60'000; ++i) {
    list.remove(list.rows().begin()->first);
    list.add({20'000 + i, ""}, "a");
    if (i % 211 != 0) continue;
    list.flush();
    if (i % 20 == 0) ASSERT_NO_FATAL_FAILURE(list.expect_sound());
  }
  list.flush();
  list.expect_sound();
  EXPECT_LE(list.blocks(0), 20'000 / (most_rows / 4 * 3) + 20);
}

TEST_F(Ranks, AreCountedAnewWhateverWasGathered) {
  PlainList list(*db_, {1, 42});
  for (int i = 0; i < 9'000; ++i) list.add({i, ""}, any_kind());
  list.flush();
  for (int i = 0; i < 5'000; ++i) list.remove({i, ""});
  list.flush_anew();
  list.expect_sound();
  for (int i = 5'000; i < 8'950; ++i) list.remove({i, ""});
  list.flush_anew();
  EXPECT_EQ(list.levels(), 0);
  list.expect_sound();
}

TEST_F(Ranks, OfOneListTouchNoOther) {
  PlainList one(*db_, {1, 42});
  PlainList two(*db_, {1, 43});
  PlainList three(*db_, {2, 42});
  for (auto* list : {&one, &two, &three}) churn(*list, 30, 8, 500);
  drop_ranks(*db_, {1, 43});
  one.expect_sound();
  three.expect_sound();
  EXPECT_EQ(two.blocks(0), 0);
}

}  // namespace
}  // namespace parley::sql
