#include "dialects/kirim/cursor.h"

#include "base/problem.h"

#include <gtest/gtest.h>

#include <limits>

namespace parley::kirim {
namespace {

const Seal& seal() {
  static const Seal of_tests(std::string(32, 'k'));
  return of_tests;
}

Scope scope() { return {OrganizationId{1}, "/v1/{phone_number_id}/conversations", "106540352242922"}; }

bool is_refused(const Scope& with, const std::string& text, const Seal& by = seal()) {
  try {
    read_cursor(by, with, text);
    return false;
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.subject(), "cursor");
    return problem.kind() == Problem::Kind::invalid;
  }
}

TEST(KirimCursor, ComesBackAsItWent) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  for (const Place place : {Place{0, 0}, Place{1'780'000'000'000, 7}, Place{most, least}, Place{-1, most}}) {
    const auto text = write_cursor(seal(), scope(), place);
    EXPECT_EQ(text.size(), 44u);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(read_cursor(seal(), scope(), text), place);
  }
}

TEST(KirimCursor, IsRefusedWhenAnySymbolIsChanged) {
  const auto text = write_cursor(seal(), scope(), {1'780'000'000'000, 7});
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'z', '-', '_', '0', '=', '+', ' ', '\0'}) {
      auto changed = text;
      changed[i] = c;
      if (changed != text) {
        EXPECT_TRUE(is_refused(scope(), changed)) << i << c;
      }
    }
    EXPECT_TRUE(is_refused(scope(), text.substr(0, i)));
  }
  EXPECT_TRUE(is_refused(scope(), text + "="));
  EXPECT_TRUE(is_refused(scope(), text + "A"));
  EXPECT_TRUE(is_refused(scope(), text + text));
}

TEST(KirimCursor, IsBoundToItsListAndFilters) {
  const auto text = write_cursor(seal(), scope().with("status", "open"), {5, 7});
  EXPECT_FALSE(is_refused(scope().with("status", "open"), text));
  EXPECT_TRUE(is_refused(scope(), text));
  EXPECT_TRUE(is_refused(scope().with("status", "pending"), text));
  EXPECT_TRUE(is_refused(scope().with("statu", "sopen"), text));
  EXPECT_TRUE(is_refused(scope().with("status", "open").with("x", ""), text));
  EXPECT_TRUE(is_refused(
      Scope({2}, "/v1/{phone_number_id}/conversations", "106540352242922").with("status", "open"), text));
  EXPECT_TRUE(is_refused(
      Scope({1}, "/v1/{phone_number_id}/conversations", "106540352242923").with("status", "open"), text));
  EXPECT_TRUE(is_refused(
      Scope({1}, "/v1/{phone_number_id}/messages", "106540352242922").with("status", "open"), text));
  EXPECT_TRUE(is_refused(scope().with("status", "open"), text, Seal(std::string(32, 'o'))));
}

// Texts that could be taken for another's when they were put together.
TEST(KirimCursor, TellsFiltersApart) {
  const auto text = write_cursor(seal(), scope().with("a", "1:b=1:c"), {5, 7});
  EXPECT_TRUE(is_refused(scope().with("a", "1").with("b", "c"), text));
  const auto empty = write_cursor(seal(), scope().with("a", std::optional<std::int64_t>()), {5, 7});
  EXPECT_TRUE(is_refused(scope(), empty));
}

}  // namespace
}  // namespace parley::kirim
