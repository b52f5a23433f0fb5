#include "store/moving/rows.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace parley::moving {
namespace {

const Table table{
    .name = "t", .columns = {{"id", Kind::integer}, {"name", Kind::text}, {"body", Kind::blob}}, .keys = 2};

Rows row(std::int64_t id, std::string_view name, std::optional<std::string_view> body) {
  Rows rows(3);
  rows.add(id);
  rows.add(name);
  if (body) {
    rows.add(*body);
  } else {
    rows.add_null();
  }
  return rows;
}

std::string hash_of(const std::vector<Rows>& all) {
  Digest digest;
  for (const auto& rows : all) digest.add({rows, 0});
  return digest.text();
}

}  // namespace

TEST(MovingRows, AreSortedAsBothEnginesSortThem) {
  const std::vector<Rows> sorted{row(std::numeric_limits<std::int64_t>::min(), "", {}),
                                 row(-1, "z", {}),
                                 row(0, "", {}),
                                 row(0, "Z", {}),
                                 row(0, "a", {}),
                                 row(0, "ab", {}),
                                 row(0, "\xc3\xa9", {}),
                                 row(255, "", {}),
                                 row(256, "", {}),
                                 row(std::numeric_limits<std::int64_t>::max(), "", {})};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j)
      EXPECT_EQ(compare_keys(table, {sorted[i], 0}, {sorted[j], 0}), i <=> j) << i << ' ' << j;
  }
}

TEST(MovingRows, AreTheSameOnlyWhereEveryFieldIs) {
  const auto one = row(1, "a", "b");
  EXPECT_TRUE(is_same({one, 0}, {row(1, "a", "b"), 0}));
  for (const auto& other :
       {row(2, "a", "b"), row(1, "ab", ""), row(1, "a", "B"), row(1, "a", {}), row(1, "", "ab")}) {
    EXPECT_FALSE(is_same({one, 0}, {other, 0}));
    EXPECT_NE(hash_of({one}), hash_of({other}));
  }
  EXPECT_FALSE(is_same({row(1, "a", ""), 0}, {row(1, "a", {}), 0})) << "nothing is not empty";
  EXPECT_NE(hash_of({row(1, "a", "")}), hash_of({row(1, "a", {})}));
}

TEST(MovingRows, ComeToADigestOfEachOfThemInTheirOrder) {
  std::vector<Rows> all;
  for (int i = 0; i < 250; ++i) all.push_back(row(i, "name", std::string(static_cast<std::size_t>(i), 'x')));
  const auto whole = hash_of(all);
  EXPECT_EQ(whole, hash_of(all));
  for (const std::size_t at : {0, 99, 100, 249}) {
    auto without = all;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_NE(hash_of(without), whole) << at;
    auto swapped = all;
    std::swap(swapped[at], swapped[at == 0 ? 1 : at - 1]);
    EXPECT_NE(hash_of(swapped), whole) << at;
  }
}

TEST(MovingRows, KeepTheFieldsThatAreAppended) {
  Rows keys(2);
  keys.append(row(7, "seven", "body"), 0);
  keys.append(row(-8, "", {}), 0);
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys.integer(0, 0), 7);
  EXPECT_EQ(keys.at(0, 1), "seven");
  EXPECT_EQ(keys.integer(1, 0), -8);
  EXPECT_EQ(keys.at(1, 1), "");
}

}  // namespace parley::moving
