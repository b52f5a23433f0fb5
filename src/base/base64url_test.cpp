#include "base/base64url.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Base64Url, IsThatOfTheRfc) {
  const struct {
    std::string bytes, text;
  } cases[] = {{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
               {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbe", "-_--"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(to_base64url(bytes), text);
    EXPECT_EQ(of_base64url(text), bytes) << text;
  }
}

TEST(Base64Url, HasOneSpellingOnly) {
  for (const auto* text : {"Z", "Zh", "Zm9", "Zg==", "Zm9v+", "Zm/v", " Zg", "Zm9vY"})
    EXPECT_FALSE(of_base64url(text)) << text;
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const auto bytes = all.substr(0, size);
    EXPECT_EQ(of_base64url(to_base64url(bytes)), bytes);
  }
}

}  // namespace
}  // namespace parley
