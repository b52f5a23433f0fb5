#include "base/fold.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdint>
#include <cwctype>
#include <filesystem>

namespace parley {
namespace {

std::string folded(std::string_view text) {
  std::string room = "what was there before";
  return std::string(fold_case(text, room));
}

TEST(Fold, CapitalsAndSmallLettersOfAnyScriptFoldAlike) {
  const std::pair<const char*, const char*> same[] = {
      {"HELLO [World] 42", "hello [world] 42"},
      {"ZOË", "zoë"},
      {"Über", "über"},
      {"ПРИВЕТ Ёлка", "привет ёлка"},
      {"ΟΔΟΣ", "οδος"},
      {"ԲԱՐԻ", "բարի"},
      {"Ａｂ", "ａｂ"},
      {"ǅ", "ǆ"},
      {"\xF0\x90\x90\x80", "\xF0\x90\x90\xA8"},
      {"Ⱥ", "ⱥ"},
      {"ẞ", "ß"},
      {"Łódź", "łÓDŹ"},
  };
  for (const auto& [a, b] : same) EXPECT_EQ(folded(a), folded(b)) << a;
}

TEST(Fold, WhatHasNoCaseStaysAsItIs) {
  for (const std::string_view text : {"", "زبون 42 客户 😀 हिन्दी", "é̂", "\x01\x7F"})
    EXPECT_EQ(folded(text), text);
}

TEST(Fold, CapitalsAreFoundWhereverTheyStandInAText) {
  for (int before = 0; before < 20; ++before) {
    const auto text = std::string(static_cast<std::size_t>(before), '@') + "AZ[`az{Éß";
    EXPECT_EQ(folded(text), std::string(static_cast<std::size_t>(before), '@') + "az[`az{éß");
  }
}

// What has case is looked up in the locale: here all of it is, one code point after the other.
TEST(Fold, EveryCodePointWithCaseFoldsLikeItsOtherForm) {
  const auto locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  ASSERT_NE(locale, nullptr);
  const auto spelt = [](std::uint32_t point) {
    const char32_t one = point;
    const auto bytes = std::filesystem::path(std::u32string(1, one)).u8string();
    return std::string(bytes.begin(), bytes.end());
  };
  int with_case = 0;
  for (std::uint32_t point = 1; point < 0x110000; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    const auto capital = static_cast<std::uint32_t>(::towupper_l(point, locale));
    if (capital == point) continue;
    ++with_case;
    EXPECT_EQ(folded(spelt(point)), folded(spelt(capital))) << std::hex << point;
  }
  EXPECT_GT(with_case, 1'000);
  ::freelocale(locale);
}

TEST(Fold, LettersThatAreNotTheSameStayDifferent) {
  EXPECT_NE(folded("Zoe"), folded("Zoë"));
  EXPECT_NE(folded("и"), folded("й"));
  EXPECT_NE(folded("Straße"), folded("STRASSE"));
}

TEST(Fold, WhatIsNoUtf8StaysAsItIs) {
  for (const std::string_view text :
       {"\xFF", "a\xC3", "\xE2\x82", "\x80\x80", "\xF5\x80\x80\x80", "\xC3\x28"}) {
    EXPECT_EQ(folded(text), text);
  }
}

}  // namespace
}  // namespace parley
