#include "base/time.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Time, IsSpeltToTheMillisecond) {
  const struct {
    std::int64_t millis;
    std::string spelt;
  } cases[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {1'780'639'728'000, "2026-06-05T06:08:48.000Z"},
      {951'782'399'999, "2000-02-28T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {INT64_MAX / 2, "9999-12-31T23:59:59.999Z"},
      {INT64_MIN / 2, "0000-01-01T00:00:00.000Z"},
  };
  for (const auto& [millis, spelt] : cases) EXPECT_EQ(iso8601(from_millis(millis)), spelt);
}

TEST(Time, ReadsOnlyDaysThatExist) {
  EXPECT_EQ(to_millis(*parse_date("2026-06-05")), 1'780'617'600'000);
  EXPECT_TRUE(parse_date("2024-02-29"));
  for (const auto* text :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "20260101", "2026-01-01 ", "", "yesterday"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Time, ReadsAPointInTimeWithItsZone) {
  EXPECT_EQ(iso8601(*parse_rfc3339("2026-06-05T08:08:48.5+02:00")), "2026-06-05T06:08:48.500Z");
  EXPECT_EQ(iso8601(*parse_rfc3339("2026-06-05T06:08:48Z")), "2026-06-05T06:08:48.000Z");
  for (const auto* text :
       {"2026-06-05", "2026-06-05T06:08:48", "2026-06-05T25:00:00Z", "2026-06-05T06:08:48+2", "x"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace parley
