#include "store/sql/packed.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace parley::sql {
namespace {

using Entries = std::vector<std::pair<Cold, std::string>>;

constexpr Cold all[] = {
    Cold::media_id,       Cold::mime_type, Cold::sha256,   Cold::filename,
    Cold::caption,        Cold::url,       Cold::object,   Cold::errors,
    Cold::quoted,         Cold::context,   Cold::referral, Cold::status_errors,
    Cold::author,         Cold::type,      Cold::text,     Cold::delivery,
    Cold::offset,         Cold::length,    Cold::flags,    Cold::sent_to,
    Cold::message_status,
};

Entries entries_of(std::string_view packed) {
  Entries found;
  each_packed(packed, [&](Cold tag, std::string_view text) { found.emplace_back(tag, text); });
  return found;
}

std::string varint(std::uint64_t number) {
  std::string bytes;
  append_varint(bytes, number);
  return bytes;
}

constexpr std::uint64_t edges[] = {0,
                                   1,
                                   127,
                                   128,
                                   16'383,
                                   16'384,
                                   0xFFFFFFFF,
                                   std::uint64_t{1} << 62,
                                   1U << 31,
                                   ~std::uint64_t{0} >> 1,
                                   ~std::uint64_t{0}};

TEST(Varint, ComesBackAndLeavesWhatFollows) {
  for (const auto number : edges) {
    const auto bytes = varint(number) + "rest";
    std::string_view packed = bytes;
    EXPECT_EQ(take_varint(packed), number);
    EXPECT_EQ(packed, "rest") << number;
  }
}

TEST(Varint, TakesAByteForEachSevenBits) {
  EXPECT_EQ(varint(0), std::string(1, '\0'));
  EXPECT_EQ(varint(127), "\x7F");
  EXPECT_EQ(varint(128), std::string("\x80\x01"));
  EXPECT_EQ(varint(300), std::string("\xAC\x02"));
  EXPECT_EQ(varint(~std::uint64_t{0}).size(), 10U);
}

TEST(Varint, IsNothingWhereItIsCutShortOrNeverEnds) {
  for (const auto number : edges) {
    const auto bytes = varint(number);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      std::string_view packed(bytes.data(), size);
      EXPECT_EQ(take_varint(packed), 0U) << number << " cut to " << size;
      EXPECT_TRUE(packed.empty());
    }
  }
  const std::string endless(40, '\x81');
  std::string_view packed = endless;
  EXPECT_EQ(take_varint(packed), 0U);
  EXPECT_TRUE(packed.empty());
}

// Tags are stored: whoever gives one another number makes old rows say something else.
TEST(Packed, KeepsEveryTagUnderItsNumber) {
  unsigned number = 0;
  for (const auto tag : all) EXPECT_EQ(static_cast<unsigned>(tag), ++number);
  EXPECT_EQ(Packer().put(Cold::caption, "hi").bytes(), "\x05\x02hi");
}

TEST(Packed, GivesEveryTagBackInTheOrderItWasPut) {
  const std::string long_text(5'000, 'x');
  const std::string with_zeroes("a\0b", 3);
  Packer packer;
  Entries put;
  for (const auto tag : all) {
    for (const auto& text : {std::string("é "), with_zeroes, long_text}) {
      packer.put(tag, text);
      put.emplace_back(tag, text);
    }
  }
  EXPECT_EQ(entries_of(packer.bytes()), put);
}

TEST(Packed, FindsTheTextAndTheNumberUnderATag) {
  const auto bytes = Packer().put(Cold::url, "u").put(Cold::delivery, 300).put(Cold::text, "t").bytes();
  EXPECT_EQ(packed_text(bytes, Cold::url), "u");
  EXPECT_EQ(packed_text(bytes, Cold::text), "t");
  EXPECT_EQ(packed_text(bytes, Cold::author), "");
  EXPECT_EQ(packed_number(bytes, Cold::delivery), 300U);
  EXPECT_EQ(packed_number(bytes, Cold::offset), 0U);
  for (const auto number : edges)
    EXPECT_EQ(packed_number(Packer().put(Cold::flags, number).bytes(), Cold::flags), number);
}

TEST(Packed, WritesNothingForEmptyTextsAndZeroes) {
  EXPECT_EQ(Packer().put(Cold::caption, "").put(Cold::offset, std::uint64_t{0}).bytes(), "");
}

TEST(Packed, OfATagThatStandsTwiceTheLaterCounts) {
  const auto bytes = Packer().put(Cold::text, "old").put(Cold::url, "u").put(Cold::text, "new").bytes();
  EXPECT_EQ(packed_text(bytes, Cold::text), "new");
}

TEST(Packed, PassesOverTagsItDoesNotKnow) {
  for (const int unknown : {0, 20, 127, 128, 200, 255}) {
    const auto tag = static_cast<Cold>(unknown);
    const auto bytes =
        Packer().put(Cold::url, "u").put(tag, "of a later version").put(Cold::text, "t").bytes();
    EXPECT_EQ(packed_text(bytes, Cold::url), "u");
    EXPECT_EQ(packed_text(bytes, Cold::text), "t") << unknown;
    EXPECT_EQ(packed_text(bytes, tag), "of a later version");
  }
}

TEST(Packed, CutShortGivesWhatIsWholeAndNothingElse) {
  const std::string long_text(200, 'y');
  const auto bytes =
      Packer().put(Cold::url, "address").put(Cold::text, long_text).put(Cold::delivery, 70'000).bytes();
  const auto whole = entries_of(bytes);
  ASSERT_EQ(whole.size(), 3U);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Entries expected;
    std::size_t end = 0;
    for (const auto& [tag, text] : whole) {
      end += 1 + varint(text.size()).size() + text.size();
      if (end <= size) expected.emplace_back(tag, text);
    }
    EXPECT_EQ(entries_of(std::string_view(bytes).substr(0, size)), expected) << "cut to " << size;
  }
}

TEST(Packed, ReadsNoFurtherThanItsBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : random() % 12);
    const std::string_view packed(bytes);
    each_packed(packed, [&](Cold, std::string_view text) {
      ASSERT_LE(packed.data(), text.data());
      ASSERT_LE(text.data() + text.size(), packed.data() + packed.size());
    });
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace parley::sql
