#include "meta/moment.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::meta {
namespace {

TEST(Moment, IsReadFromWhateverMetaWrites) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"1739321024", "2025-02-12T00:43:44.000Z"},
      {" 1739321024 ", "2025-02-12T00:43:44.000Z"},
      {"1739321024.0", "2025-02-12T00:43:44.000Z"},
      {"1739321024567", "2025-02-12T00:43:44.567Z"},
      {"1", "1970-01-01T00:00:01.000Z"},
      {"9999999999", "2286-11-20T17:46:39.000Z"},
      {"2025-02-12T00:43:44Z", "2025-02-12T00:43:44.000Z"},
      {"", "-"},
      {" ", "-"},
      {"asdf", "-"},
      {"-1739321024", "-"},
      {"+1739321024", "-"},
      {"0", "-"},
      {"00", "-"},
      {"17393210240", "-"},
      {"173932102456", "-"},
      {"17393210245678", "-"},
      {"1e9", "-"},
      {"1739321024.", "-"},
      {"1739321024.x", "-"},
      {"<TIMESTAMP>", "-"},
      {"12 34", "-"},
      {"99999999999999999999999999", "-"},
  };
  for (const auto& [text, expected] : cases) {
    const auto moment = moment_of(text);
    EXPECT_EQ(moment ? iso8601(*moment) : "-", expected) << text;
  }
}

}  // namespace
}  // namespace parley::meta
