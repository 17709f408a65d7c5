// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/socket_file.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;

class SocketFileTest : public testing::Test {
 protected:
  SocketFileTest() { std::ofstream(path_) << ""; }

  std::string Refused(const SocketAccess& access) const {
    return std::string(SetSocketAccess(path_, access).message());
  }

  const std::string path_ = testing::TempDir() + "/socket";
};

TEST_F(SocketFileTest, ModeIsOctal) {
  ASSERT_TRUE(SetSocketAccess(path_, {.mode = "0600", .owner = ""}).ok());
  struct stat found {};
  ASSERT_EQ(stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(SocketFileTest, OwnersThatDoNotExistAreNamed) {
  EXPECT_THAT(Refused({.mode = "0660", .owner = "nobody-there"}),
              HasSubstr("there is no user nobody-there"));
  EXPECT_THAT(Refused({.mode = "0660", .owner = ":no-such-group"}),
              HasSubstr("there is no group no-such-group"));
}

TEST_F(SocketFileTest, FileThatIsNotThereIsNamed) {
  EXPECT_THAT(
      std::string(SetSocketAccess("/no/such/socket", SocketAccess()).message()),
      HasSubstr("/no/such/socket"));
}

}  // namespace
}  // namespace wampbridge::bridge
