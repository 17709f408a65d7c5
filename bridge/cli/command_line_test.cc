// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() {
    auto name = std::make_shared<std::string>();
    CLI::App& app =
        commands_.Add("greet", "Says hello.", [name](Console& console) {
          console.out << "hello " << *name << "\n";
          return kExitOk;
        });
    app.add_option("NAME", *name, "Whom to greet.")->required();
    commands_.Add("fail", "Fails.", [](Console& console) {
      return console.Fail(kExitFailed, "two\nlines");
    });
  }

  ExitStatus Run(const std::vector<std::string>& arguments) {
    Console console{in_, out_, err_};
    return commands_.Run(arguments, console);
  }

  CommandLine commands_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLineTest, RunsTheCommandWithItsOptions) {
  EXPECT_EQ(Run({"greet", "Joe"}), kExitOk);
  EXPECT_EQ(out_.str(), "hello Joe\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandLineTest, FailureIsOneLineOnStderr) {
  EXPECT_EQ(Run({"fail"}), kExitFailed);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "wampbridge: two lines\n");
}

TEST_F(CommandLineTest, HelpGoesToStdout) {
  EXPECT_EQ(Run({"--help"}), kExitOk);
  EXPECT_NE(out_.str().find("greet"), std::string::npos);
  EXPECT_EQ(Run({"greet", "--help"}), kExitOk);
  EXPECT_NE(out_.str().find("Whom to greet."), std::string::npos);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandLineTest, WrongUsageIsOneLineWithItsOwnStatus) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "wampbridge: no command; there are greet, fail (see wampbridge "
            "--help)\n");
  err_.str("");
  EXPECT_EQ(Run({"greet"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "wampbridge: NAME is required (see wampbridge --help)\n");
  err_.str("");
  EXPECT_EQ(Run({"greet", "Joe", "--loud"}), kExitUsage);
  EXPECT_NE(err_.str().find("--loud"), std::string::npos);
}

TEST_F(CommandLineTest, UnknownCommandIsNamedWithThoseThereAre) {
  for (const std::string word : {"nosuch", "--nosuch", ""}) {
    err_.str("");
    EXPECT_EQ(Run({word, "Joe"}), kExitUsage);
    EXPECT_EQ(err_.str(), "wampbridge: no command \"" + word +
                              "\"; there are greet, fail (see wampbridge "
                              "--help)\n");
  }
}

}  // namespace
}  // namespace wampbridge::bridge
