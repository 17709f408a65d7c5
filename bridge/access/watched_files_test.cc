// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/watched_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace wampbridge::bridge {
namespace {

class WatchedFilesTest : public testing::Test {
 protected:
  static std::string Path(const std::string& name) {
    return testing::TempDir() + "/" +
           testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
           name;
  }
  static void Write(const std::string& name, const std::string& text) {
    std::ofstream(Path(name)) << text;
  }
};

TEST_F(WatchedFilesTest, OtherContentIsAChangeOnce) {
  Write("a", "one");
  WatchedFiles files({Path("a"), ""});
  EXPECT_FALSE(files.ChangedNow());
  Write("a", "other");
  EXPECT_TRUE(files.ChangedNow());
  EXPECT_FALSE(files.ChangedNow());
}

TEST_F(WatchedFilesTest, AFileThatGoesOrComesIsAChange) {
  Write("a", "one");
  WatchedFiles files({Path("a"), Path("b")});
  std::filesystem::remove(Path("a"));
  EXPECT_TRUE(files.ChangedNow());
  Write("b", "two");
  EXPECT_TRUE(files.ChangedNow());
}

TEST_F(WatchedFilesTest, ASwappedLinkIsAChange) {
  Write("old", "same");
  Write("new", "same");
  std::filesystem::remove(Path("link"));
  std::filesystem::create_symlink(Path("old"), Path("link"));
  WatchedFiles files({Path("link")});
  std::filesystem::create_symlink(Path("new"), Path("next"));
  std::filesystem::rename(Path("next"), Path("link"));
  EXPECT_TRUE(files.ChangedNow());
}

TEST_F(WatchedFilesTest, TheFileSystemIsAskedOnceInAWhile) {
  Write("a", "one");
  WatchedFiles files({Path("a")});
  const absl::Time now = absl::FromUnixSeconds(1000);
  EXPECT_FALSE(files.Changed(now));
  Write("a", "other");
  EXPECT_FALSE(files.Changed(now + WatchedFiles::kPause / 2));
  EXPECT_TRUE(files.Changed(now + WatchedFiles::kPause));
}

TEST_F(WatchedFilesTest, AWholeFileIsReadOrNothing) {
  Write("a", std::string("x\0y\n", 4));
  EXPECT_EQ(ReadWholeFile(Path("a")), std::string("x\0y\n", 4));
  EXPECT_EQ(ReadWholeFile(Path("none")), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::bridge
