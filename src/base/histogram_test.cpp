#include "base/histogram.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, CountsEachDurationInTheFirstBucketThatHoldsIt) {
  static constexpr Histogram::Duration bounds[] = {1ms, 10ms, 1s};
  Histogram one(bounds);
  Histogram other(bounds);
  for (const Histogram::Duration took : {Histogram::Duration(-5s), Histogram::Duration(1ms)}) one.add(took);
  one.add(1001us);
  other.add(10ms);
  other.add(2s);
  Histogram::Sum sum;
  sum.add(one);
  sum.add(other);
  EXPECT_EQ(sum.counts[0], 2U);
  EXPECT_EQ(sum.counts[1], 2U);
  EXPECT_EQ(sum.counts[2], 0U);
  EXPECT_EQ(sum.counts[3], 1U);
  EXPECT_EQ(sum.micros, 2'012'001U);
  EXPECT_EQ(sum.bounds.size(), 3U);
}

}  // namespace
}  // namespace parley
