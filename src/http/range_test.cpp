#include "http/range.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

using Kind = RangeAnswer::Kind;

void expect_part(std::string_view range, std::uint64_t size, std::uint64_t first, std::uint64_t count) {
  const auto answer = read_range(range, size);
  EXPECT_EQ(answer.kind, Kind::part) << range;
  EXPECT_EQ(answer.range, (ByteRange{first, count})) << range;
}

TEST(Range, IsReadAsRfc9110Says) {
  expect_part("bytes=0-0", 10, 0, 1);
  expect_part("bytes=0-9", 10, 0, 10);
  expect_part("bytes=0-", 10, 0, 10);
  expect_part("bytes=3-5", 10, 3, 3);
  expect_part("bytes=9-", 10, 9, 1);
  expect_part("bytes=3-99999999999999999999999", 10, 3, 7);
  expect_part("bytes=-3", 10, 7, 3);
  expect_part("bytes=-99", 10, 0, 10);
  expect_part("Bytes= 1-2 ", 10, 1, 2);
}

TEST(Range, ThatCannotBeSatisfiedIsSaid) {
  for (const auto* range : {"bytes=10-", "bytes=10-11", "bytes=-0", "bytes=99999999999999999999-"})
    EXPECT_EQ(read_range(range, 10).kind, Kind::unsatisfiable) << range;
  EXPECT_EQ(read_range("bytes=0-", 0).kind, Kind::unsatisfiable);
  EXPECT_EQ(read_range("bytes=-5", 0).kind, Kind::unsatisfiable);
  EXPECT_EQ(content_range(read_range("bytes=10-", 10), 10), "bytes */10");
  EXPECT_EQ(content_range(read_range("bytes=3-5", 10), 10), "bytes 3-5/10");
}

TEST(Range, ThatIsNoneIsAnsweredWhole) {
  for (const auto* range :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=5-3", "bytes=0-1,3-4", "items=0-1",
        "bytes=0x1-2", "bytes=+1-2", "bytes=1--2", "bytes 0-1"}) {
    EXPECT_EQ(read_range(range, 10).kind, Kind::whole) << range;
    EXPECT_EQ(read_range(range, 10).range, (ByteRange{0, 10})) << range;
  }
  EXPECT_EQ(read_range(std::nullopt, 10).kind, Kind::whole);
}

TEST(Range, HoldsOnlyForTheVeryBytes) {
  EXPECT_TRUE(if_range_holds(std::nullopt, "\"a\""));
  EXPECT_TRUE(if_range_holds("\"a\"", "\"a\""));
  EXPECT_FALSE(if_range_holds("\"b\"", "\"a\""));
  EXPECT_FALSE(if_range_holds("W/\"a\"", "\"a\""));
  EXPECT_FALSE(if_range_holds("Sun, 06 Nov 1994 08:49:37 GMT", "\"a\""));
  EXPECT_TRUE(none_match_hits("\"b\" , W/\"a\"", "\"a\""));
  EXPECT_TRUE(none_match_hits("*", "\"a\""));
  EXPECT_FALSE(none_match_hits("\"b\"", "\"a\""));
  EXPECT_FALSE(none_match_hits(std::nullopt, "\"a\""));
}

}  // namespace
}  // namespace parley::http
