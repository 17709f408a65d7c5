// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/explain_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;

constexpr char kConfig[] = R"(
routers: {main: {urls: ["ws://127.0.0.1:1/ws"]}}
identities:
  orders: {router: main, realm: realm1}
  reports: {router: main, realm: realm1}
callers:
  rules:
    - match: {subject: "shop-*", claim: {tenant: acme}}
      identities: [orders]
      allow: {call: ["com.shop.**"], subscribe: ["com.shop.*"]}
      deny: {call: ["com.shop.internal.**"]}
)";

class ExplainCommandTest : public testing::Test {
 protected:
  ExplainCommandTest() {
    AddExplainCommand(commands_);
    std::ofstream(file_) << kConfig;
  }

  ExitStatus Explain(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"explain", "--config", file_});
    Console console{in_, out_, err_};
    return commands_.Run(arguments, console);
  }
  ExitStatus ExplainShop(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--as", "shop-1", "--claim", "tenant=acme"});
    return Explain(std::move(arguments));
  }

  const std::string file_ = testing::TempDir() + "/explain.yaml";
  CommandLine commands_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ExplainCommandTest, TheKeyThatAllowsIsNamed) {
  EXPECT_EQ(ExplainShop({"--call", "com.shop.price"}), kExitOk);
  EXPECT_EQ(out_.str(),
            "allowed as orders: callers.rules[0].allow.call[0]: "
            "`com.shop.**` is allowed\n");
}

TEST_F(ExplainCommandTest, TheKeyThatDeniesIsNamed) {
  EXPECT_EQ(ExplainShop({"--call", "com.shop.internal.x"}), kExitFailed);
  EXPECT_EQ(out_.str(),
            "denied as orders: callers.rules[0].deny.call[0]: "
            "`com.shop.internal.**` is denied\n");
}

TEST_F(ExplainCommandTest, APrefixIsLookedAtWhole) {
  EXPECT_EQ(ExplainShop({"--subscribe", "com.shop.", "--match", "prefix"}),
            kExitFailed);
  EXPECT_THAT(out_.str(), HasSubstr("every URI that it can match"));
}

TEST_F(ExplainCommandTest, WhomNoRuleKnowsIsToldSo) {
  EXPECT_EQ(Explain({"--as", "shop-1", "--call", "com.shop.price"}),
            kExitFailed);
  EXPECT_EQ(out_.str(), "denied: callers.rules: none matches this caller\n");
}

TEST_F(ExplainCommandTest, AnIdentityOfOthersIsToldSo) {
  EXPECT_EQ(ExplainShop({"--call", "com.shop.price", "--identity", "reports"}),
            kExitFailed);
  EXPECT_THAT(out_.str(), HasSubstr("names identity reports"));
}

TEST_F(ExplainCommandTest, WrongUsageSaysWhatWouldBeRight) {
  EXPECT_EQ(ExplainShop({}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("give one of --call"));
  EXPECT_EQ(ExplainShop({"--call", "a..b"}), kExitUsage);
  EXPECT_EQ(Explain({"--claim", "x", "--call", "a"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--claim x must be NAME=VALUE"));
}

}  // namespace
}  // namespace wampbridge::bridge
