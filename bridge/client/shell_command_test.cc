// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/shell_command.h"

#include <csignal>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

ShellCommand::Outcome Ended(const std::string& command,
                            const std::string& input = "",
                            const std::vector<std::string>& environment = {}) {
  auto started = ShellCommand::Start(command, input, environment);
  EXPECT_TRUE(started.ok()) << started.status();
  return (*started)->Wait();
}

TEST(ShellCommandTest, OutputAndExitStatusAreKept) {
  const auto outcome = Ended("echo one; echo two; exit 3");
  EXPECT_EQ(outcome.output, "one\ntwo\n");
  EXPECT_EQ(outcome.exit_status, 3);
}

TEST(ShellCommandTest, InputIsOnStdin) {
  EXPECT_EQ(Ended("cat", "a b\n").output, "a b\n");
}

TEST(ShellCommandTest, MoreThanAPipeHoldsGoesThrough) {
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(Ended("cat; cat", large).output, large);
}

TEST(ShellCommandTest, EnvironmentIsAddedToOurs) {
  EXPECT_EQ(
      Ended("printf '%s %s' \"$GIVEN\" \"${PATH:+path}\"", "", {"GIVEN=a b"})
          .output,
      "a b path");
}

TEST(ShellCommandTest, UnknownCommandFailsAsTheShellSays) {
  EXPECT_EQ(Ended("/nonexistent/command 2>/dev/null").exit_status, 127);
}

TEST(ShellCommandTest, InterruptEndsAllItsProcesses) {
  auto command = ShellCommand::Start("echo ready; sleep 600 | cat", "", {});
  ASSERT_TRUE(command.ok());
  std::thread other([&] { (*command)->Interrupt(); });
  EXPECT_EQ((*command)->Wait().exit_status, 128 + SIGTERM);
  other.join();
  (*command)->Interrupt();  // nothing to end
}

TEST(ShellCommandTest, EndlessOutputIsCutAndEnded) {
  const auto outcome = Ended("yes");
  EXPECT_GT(outcome.output.size(), ShellCommand::kOutputBytesMax);
  EXPECT_NE(outcome.exit_status, 0);
}

}  // namespace
}  // namespace wampbridge::bridge
