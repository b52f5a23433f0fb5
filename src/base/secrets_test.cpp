#include "base/secrets.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace parley
