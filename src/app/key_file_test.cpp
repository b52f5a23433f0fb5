#include "app/key_file.h"

#include "app/files.h"
#include "app/token_text.h"
#include "base/problem.h"
#include "base/secrets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <stdexcept>

namespace parley::app {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  std::string path_ = testing::TempDir() + "parley_key_" + random_symbols(8);
};

TEST_F(KeyFileTest, OpensWhatItSealedAlsoWhenReadAgain) {
  const auto sealed = KeyFile::open(path_).seal("EAAG token");
  EXPECT_EQ(KeyFile::open(path_).unseal(sealed), "EAAG token");
  EXPECT_EQ(KeyFile::open(path_).unseal(KeyFile::open(path_).seal("")), "");
  EXPECT_EQ(sealed.find("EAAG"), std::string::npos);
}

TEST_F(KeyFileTest, SealsTheSameTextDifferentlyEachTime) {
  const auto key = KeyFile::open(path_);
  EXPECT_NE(key.seal("token"), key.seal("token"));
}

TEST_F(KeyFileTest, OpensNothingThatWasAlteredOrSealedElsewhere) {
  const auto key = KeyFile::open(path_);
  auto sealed = key.seal("token");
  sealed.back() = sealed.back() == 'A' ? 'Q' : 'A';
  for (const auto& text :
       {sealed, std::string(), std::string("v1."), std::string("v1.AAAA"), std::string("token")}) {
    EXPECT_FALSE(key.unseal(text)) << text;
  }
  const auto good = key.seal("token");
  std::filesystem::remove(path_);
  EXPECT_FALSE(KeyFile::open(path_).unseal(good));
}

TEST_F(KeyFileTest, IsPrivate) {
  KeyFile::open(path_);
  EXPECT_FALSE(readable_by_others(path_));
  std::filesystem::permissions(path_, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_TRUE(readable_by_others(path_));
}

TEST_F(KeyFileTest, IsNeverMadeInThePlaceOfSomethingElse) {
  create_private_file(path_, "no key");
  EXPECT_THROW(KeyFile::open(path_), std::runtime_error);
  EXPECT_EQ(read_file(path_), "no key");
}

TEST(TokenText, IsSpeltAsItsApisAre) {
  const std::pair<Api, const char*> cases[] = {
      {Api::whats91, "w91_live_[A-Za-z0-9]{32}"},      {Api::kirim, "kdv_live_[A-Za-z0-9]{32}"},
      {Api::meta, "pk_live_[A-Za-z0-9]{32}"},          {Api::native, "prl_live_[A-Za-z0-9]{32}"},
      {Api::vobiz, "MA_[A-Z0-9]{10}:[A-Za-z0-9]{40}"},
  };
  for (const auto& [api, pattern] : cases) {
    const auto text = make_token_text(api);
    EXPECT_TRUE(std::regex_match(text.secret, std::regex(pattern))) << text.secret;
    EXPECT_NE(text.secret, make_token_text(api).secret);
  }
  const auto vobiz = make_token_text(Api::vobiz);
  EXPECT_EQ(vobiz.secret, vobiz.auth_id + ":" + vobiz.auth_token);
  EXPECT_THROW(make_token_text(Api::wapikit), Problem);
}

}  // namespace
}  // namespace parley::app
