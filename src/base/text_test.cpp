#include "base/text.h"

#include "base/secrets.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Text, ReplacesWhatTheStoreCannotKeep) {
  const struct {
    std::string text, kept;
  } cases[] = {
      {"plain", "plain"},
      {"h\xC3\xA9 \xF0\x9F\x98\x80", "h\xC3\xA9 \xF0\x9F\x98\x80"},
      {"a\xFF"
       "b",
       "a\xEF\xBF\xBD"
       "b"},
      {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // a surrogate
      {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                  // an overlong slash
      {std::string("a\0b", 3),
       "a\xEF\xBF\xBD"
       "b"},
      {"cut \xE2\x82", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const auto& [text, kept] : cases) {
    EXPECT_EQ(storable_utf8(text), kept);
    EXPECT_EQ(is_storable_utf8(text), text == kept);
    EXPECT_TRUE(is_storable_utf8(kept));
  }
}

TEST(Text, KeepsDigitsOnly) {
  EXPECT_EQ(digits_of("+1 631-555-8151"), "16315558151");
  EXPECT_EQ(digits_of("none"), "");
  EXPECT_TRUE(is_digits("0123"));
  EXPECT_FALSE(is_digits(""));
  EXPECT_FALSE(is_digits("12a"));
}

TEST(Text, CountsCodePointsNotBytes) {
  EXPECT_EQ(first_code_points("h\xC3\xA9llo", 2), "h\xC3\xA9");
  EXPECT_EQ(first_code_points("ab", 9), "ab");
  EXPECT_EQ(first_code_points("ab", 0), "");
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("h\xC3\xA9llo"), 5U);
  EXPECT_EQ(code_points("e\u0301 \U0001F600"),
            4U);  // a combining mark is one, what is beyond the BMP as well
}

TEST(Secrets, SpellUuidsOfVersionFour) {
  const auto id = random_uuid();
  ASSERT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_NE(id, random_uuid());
}

// Row keys are made of it: it must never change.
TEST(Secrets, HashTheSameForEver) {
  EXPECT_EQ(stable_hash(""), 3603784916548559954U);
  EXPECT_EQ(stable_hash("106540352242922\nwamid.1"), 16633029054684586735U);
  EXPECT_EQ(to_hex(bytes_of(hmac_sha256("s3cr3t-app", ""))),
            "2fffa04d86d9433238be785e683eb7b709e4410a17afa943348bf95b0b4960cd");
}

}  // namespace
}  // namespace parley
