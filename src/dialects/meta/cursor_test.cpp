#include "dialects/meta/cursor.h"

#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::graph {
namespace {

const Seal seal(std::string(32, 'k'));
const Scope scope = Scope(OrganizationId{1}, "messages", "106").with("status", "sent");

bool is_refused(std::string_view text, const Scope& with = scope) {
  try {
    read_cursor(seal, with, text);
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.subject(), "cursor");
    return true;
  }
  return false;
}

TEST(GraphCursor, ComesBackAsItWent) {
  for (const Place place :
       {Place{0, 0}, Place{1, 2}, Place{1'780'000'000'000, INT64_MAX}, Place{-1, INT64_MIN}}) {
    const auto text = write_cursor(seal, scope, place);
    EXPECT_EQ(text.size(), 44U);
    EXPECT_EQ(read_cursor(seal, scope, text), place);
    EXPECT_EQ(write_cursor(seal, scope, place), text);
  }
}

TEST(GraphCursor, HidesThePlace) {
  const auto one = write_cursor(seal, scope, {1'780'000'000'000, 7});
  const auto next = write_cursor(seal, scope, {1'780'000'000'000, 8});
  int same = 0;
  for (std::size_t i = 2; i < one.size(); ++i) same += one[i] == next[i] ? 1 : 0;
  EXPECT_LT(same, 12) << one << ' ' << next;
}

TEST(GraphCursor, IsOfOneListWithItsFiltersAndOfOneStore) {
  const auto text = write_cursor(seal, scope, {5, 7});
  EXPECT_TRUE(is_refused(text, Scope(OrganizationId{2}, "messages", "106").with("status", "sent")));
  EXPECT_TRUE(is_refused(text, Scope(OrganizationId{1}, "contacts", "106").with("status", "sent")));
  EXPECT_TRUE(is_refused(text, Scope(OrganizationId{1}, "messages", "107").with("status", "sent")));
  EXPECT_TRUE(is_refused(text, Scope(OrganizationId{1}, "messages", "106").with("status", "read")));
  EXPECT_TRUE(is_refused(text, Scope(OrganizationId{1}, "messages", "106")));
  const Seal other(std::string(32, 'x'));
  EXPECT_THROW(read_cursor(other, scope, text), Problem);
}

TEST(GraphCursor, IsRefusedWhereOneSymbolIsAnother) {
  const auto text = write_cursor(seal, scope, {5, 7});
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(is_refused(changed)) << i;
    EXPECT_TRUE(is_refused(text.substr(0, i))) << i;
  }
  for (const auto* none : {"", "A", "null", "eyJ2YWx1ZXMiOltdfQ==", "%"})
    EXPECT_TRUE(is_refused(none)) << none;
  EXPECT_TRUE(is_refused(text + 'A'));
}

}  // namespace
}  // namespace parley::graph
