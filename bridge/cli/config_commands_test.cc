// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bridge/cli/check_command.h"
#include "bridge/cli/config_command.h"
#include "gtest/gtest.h"
#include "wamp/router/dev_router.h"

namespace wampbridge::bridge {
namespace {

constexpr char kExample[] = "examples/wampbridge.yaml";

class ConfigCommandsTest : public testing::Test {
 protected:
  ConfigCommandsTest() {
    AddCheckCommand(commands_);
    AddConfigCommand(commands_);
    unsetenv("ORDERS_SECRET");
    unsetenv("WAMPBRIDGE_ROUTER_URL");
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

TEST_F(ConfigCommandsTest, ConfigPrintsWhatIsInForce) {
  EXPECT_EQ(Run({"config", "--config", kExample}), kExitOk);
  EXPECT_NE(out_.str().find("env: ORDERS_SECRET"), std::string::npos);
  EXPECT_NE(out_.str().find("call_timeout: 1m"), std::string::npos);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ConfigCommandsTest, FaultyConfigurationIsStatusTwo) {
  EXPECT_EQ(Run({"config", "--config", "/nonexistent"}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "wampbridge: /nonexistent: cannot be opened: No such file or "
            "directory\n");
}

TEST_F(ConfigCommandsTest, WithoutFileTheEnvironmentIsRead) {
  EXPECT_EQ(Run({"check"}), kExitUsage);
  EXPECT_TRUE(err_.str().starts_with(
      "wampbridge: environment variable WAMPBRIDGE_ROUTER_URL is not set;"))
      << err_.str();
}

TEST_F(ConfigCommandsTest, CheckNamesAMissingSecret) {
  EXPECT_EQ(Run({"check", "--config", kExample}), kExitUsage);
  EXPECT_EQ(err_.str(),
            "wampbridge: examples/wampbridge.yaml:26: "
            "identities.orders.auth.secret: environment variable ORDERS_SECRET "
            "is not set; put the secret into it\n");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ConfigCommandsTest, CheckSaysThatAllIsGood) {
  setenv("ORDERS_SECRET", "hunter2", 1);
  EXPECT_EQ(Run({"check", "--config", kExample}), kExitOk);
  EXPECT_EQ(out_.str(),
            "the configuration is good; routers: 1, identities: 1\n");
  EXPECT_EQ(err_.str(), "");
}

// A configuration for an open embedded router that runs.
class DialTest : public ConfigCommandsTest {
 protected:
  DialTest() {
    router::RouterOptions options = router::OpenRouterOptions();
    options.listen = {"tcp://127.0.0.1:0"};
    auto started =
        router::DevRouter::Start({.router = std::move(options), .log = {}});
    EXPECT_TRUE(started.ok()) << started.status();
    router_ = *std::move(started);
  }

  std::string Write(const std::string& realm) {
    const std::string path = testing::TempDir() + "/" + realm + ".yaml";
    std::ofstream(path) << "routers: {main: {urls: ['" << url()
                        << "']}}\nidentities: {a: {router: main, realm: "
                        << realm << "}}\n";
    return path;
  }

  const std::string& url() const { return router_->urls().front(); }

  std::unique_ptr<router::DevRouter> router_;
};

TEST_F(DialTest, CheckTellsWhatTheRouterIs) {
  EXPECT_EQ(Run({"check", "--dial", "--config", Write("realm1")}), kExitOk);
  EXPECT_EQ(err_.str(), "");
  EXPECT_NE(out_.str().find("a: joined realm1 at main (" + url() +
                            ")\n  transport       tcp\n  serializer      "
                            "cbor\n  offered         anonymous\n"),
            std::string::npos)
      << out_.str();
}

TEST_F(DialTest, CheckTellsWhyItDoesNotLetIn) {
  EXPECT_EQ(Run({"check", "--dial", "--config", Write("nowhere")}),
            kExitFailed);
  EXPECT_TRUE(err_.str().starts_with(
      "wampbridge: identity a cannot join nowhere at main (" + url() +
      "): wamp.error.no_such_realm"))
      << err_.str();
  EXPECT_NE(err_.str().find("\n  failed at       HELLO: "), std::string::npos)
      << err_.str();
  EXPECT_NE(err_.str().find("\n  likely          the router has no realm "
                            "nowhere; "),
            std::string::npos)
      << err_.str();
}

}  // namespace
}  // namespace wampbridge::bridge
