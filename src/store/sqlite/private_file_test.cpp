#include "store/sqlite/private_file.h"

#include "base/secrets.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace parley::sqlite {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override {
    ::umask(umask_);
    fs::remove_all(folder_);
  }
  static fs::perms mode_of(const std::string& path) { return fs::status(path).permissions(); }

  const mode_t umask_ = ::umask(0);
  const std::string folder_ = testing::TempDir() + "parley_private_" + random_symbols(8);
  const std::string path_ = folder_ + "/parley.db";
};

TEST_F(PrivateFile, IsForItsOwnerAloneWhateverTheUmask) {
  for (const mode_t mask : {0000, 0022, 0077}) {
    ::umask(mask);
    make_private(path_);
    EXPECT_EQ(mode_of(path_), fs::perms::owner_read | fs::perms::owner_write) << mask;
    fs::remove(path_);
  }
}

TEST_F(PrivateFile, IsLeftAsItIsWhereItIsThere) {
  make_private(path_);
  fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
  const auto mode = mode_of(path_);
  make_private(path_);
  EXPECT_EQ(mode_of(path_), mode);
}

TEST_F(PrivateFile, IsMadeWhereALinkLeads) {
  fs::create_symlink("elsewhere.db", path_);
  make_private(path_);
  EXPECT_EQ(mode_of(folder_ + "/elsewhere.db"), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(PrivateFile, IsNotMadeWhereThereIsNoFolder) {
  make_private(folder_ + "/nowhere/parley.db");
  EXPECT_FALSE(fs::exists(folder_ + "/nowhere"));
}

}  // namespace
}  // namespace parley::sqlite
