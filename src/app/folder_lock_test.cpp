#include "app/folder_lock.h"

#include "base/problem.h"
#include "base/secrets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <system_error>

namespace parley::app {
namespace {

class FolderLockTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  const std::string folder_ = testing::TempDir() + "parley_lock_" + random_symbols(8);
};

TEST_F(FolderLockTest, IsHeldByOneAtATime) {
  {
    const FolderLock lock(folder_, "");
    EXPECT_THROW(FolderLock(folder_, ""), Problem);
  }
  EXPECT_NO_THROW(FolderLock(folder_, ""));
}

TEST_F(FolderLockTest, NamesTheFolderToWhomItRefuses) {
  const FolderLock lock(folder_, "");
  try {
    const FolderLock second(folder_, "is mine");
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.what(), folder_ + " is mine");
  }
}

TEST_F(FolderLockTest, LeavesNothingBehind) {
  {
    const FolderLock lock(folder_, "");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(FolderLockTest, WantsAFolder) {
  EXPECT_THROW(FolderLock(folder_ + "/nowhere", ""), std::system_error);
}

}  // namespace
}  // namespace parley::app
