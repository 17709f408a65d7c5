// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/status_command.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bridge/admin/admin_listener.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

class StatusCommandTest : public testing::Test {
 protected:
  StatusCommandTest() { AddStatusCommand(commands_); }

  // An admin listener whose /status answers this.
  std::string Serve(const AdminPage& page) {
    auto started = AdminListener::Start("127.0.0.1", 0,
                                        {{"/status", [page] { return page; }}});
    EXPECT_TRUE(started.ok()) << started.status();
    listener_ = *std::move(started);
    return "127.0.0.1:" + std::to_string(listener_->port());
  }

  ExitStatus Run(const std::vector<std::string>& arguments) {
    Console console{in_, out_, err_};
    return commands_.Run(arguments, console);
  }

  CommandLine commands_;
  std::unique_ptr<AdminListener> listener_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(StatusCommandTest, TableAndJsonAreWritten) {
  const std::string admin =
      Serve({200, "application/json", R"({"version":"0.1.0"})"});
  EXPECT_EQ(Run({"status", "--admin", admin}), kExitOk);
  EXPECT_EQ(Run({"status", "--admin", "http://" + admin, "--json"}), kExitOk);
  EXPECT_EQ(out_.str(), "version  0.1.0\n{\"version\":\"0.1.0\"}\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(StatusCommandTest, OtherAnswersAreFailures) {
  const std::string admin = Serve({500, "text/plain", "oops"});
  EXPECT_EQ(Run({"status", "--admin", admin}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: http://" + admin +
                            "/status answers 500; is that a bridge's admin "
                            "listener?\n");
}

TEST_F(StatusCommandTest, BadAddressIsWrongUsage) {
  EXPECT_EQ(Run({"status", "--admin", "9090"}), kExitUsage);
  EXPECT_EQ(err_.str(), "wampbridge: \"9090\" is no address; give HOST:PORT\n");
}

// --watch goes on until its output fails or a signal comes.
TEST_F(StatusCommandTest, WatchEndsWhenNobodyReads) {
  const std::string admin = Serve({200, "application/json", "{}"});
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Run({"status", "--admin", admin, "--watch"}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: nobody reads the output\n");
}

}  // namespace
}  // namespace wampbridge::bridge
