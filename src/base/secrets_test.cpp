#include "base/secrets.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <vector>

namespace parley {
namespace {

TEST(Password, IsKeptAsAHash) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
  EXPECT_TRUE(verify_password("correct horse", hash));
  EXPECT_FALSE(verify_password("correct horsf", hash));
  EXPECT_FALSE(verify_password("", hash));
  const std::vector<std::string> all_broken{"", "x", "$argon2id$", std::string(500, 'a')};
  for (const auto& broken : all_broken) EXPECT_FALSE(verify_password("correct horse", broken)) << broken;
}

TEST(Random, Base32IsUniqueOnWhateverThread) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const auto make = [] {
    std::vector<std::string> made;
    for (int i = 0; i < 10'000; ++i) made.push_back(random_base32(26));
    return made;
  };
  std::vector<std::future<std::vector<std::string>>> threads;
  for (int i = 0; i < 4; ++i) threads.push_back(std::async(std::launch::async, make));
  std::set<std::string> all;
  std::set<char> symbols;
  for (auto& thread : threads) {
    for (const auto& text : thread.get()) {
      EXPECT_EQ(text.size(), 26u);
      EXPECT_EQ(text.find_first_not_of(alphabet), std::string::npos) << text;
      symbols.insert(text.begin(), text.end());
      all.insert(text);
    }
  }
  EXPECT_EQ(all.size(), 40'000u);
  EXPECT_EQ(symbols.size(), alphabet.size());
  for (const std::size_t count : {0, 1, 12, 13, 25}) EXPECT_EQ(random_base32(count).size(), count);
}

TEST(Random, BytesDiffer) {
  std::set<std::string> all;
  for (int i = 0; i < 1'000; ++i) all.insert(random_bytes(16));
  EXPECT_EQ(all.size(), 1'000u);
}

}  // namespace
}  // namespace parley
