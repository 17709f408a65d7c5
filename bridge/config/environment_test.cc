// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>
#include <string>

#include "bridge/config/loader.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using Variables = std::map<std::string, std::string>;

absl::StatusOr<LoadedConfig> Load(const Variables& variables) {
  return LoadConfigFromEnvironment([&](const std::string& name) {
    const auto it = variables.find(name);
    return it == variables.end() ? std::nullopt : std::optional(it->second);
  });
}

const Variables kWampCra = {{"WAMPBRIDGE_ROUTER_URL", "ws://r:8080/ws"},
                            {"WAMPBRIDGE_REALM", "realm1"},
                            {"WAMPBRIDGE_AUTH_METHOD", "wampcra"},
                            {"WAMPBRIDGE_AUTHID", "joe"},
                            {"WAMPBRIDGE_SECRET", "hunter2"}};

TEST(EnvironmentConfigTest, TwoVariablesAreEnough) {
  const auto loaded = Load({{"WAMPBRIDGE_ROUTER_URL", "ws://r:8080/ws"},
                            {"WAMPBRIDGE_REALM", "realm1"},
                            {"WAMPBRIDGE_SECRET", ""}});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.routers().at("default").urls(0), "ws://r:8080/ws");
  const auto& identity = loaded->config.identities().at("default");
  EXPECT_EQ(identity.router(), "default");
  EXPECT_EQ(identity.realm(), "realm1");
  EXPECT_EQ(identity.auth().method(), config::v1::AUTH_METHOD_ANONYMOUS);
  EXPECT_FALSE(loaded->config.has_callers());
}

TEST(EnvironmentConfigTest, AllVariablesAreRead) {
  Variables variables = kWampCra;
  variables["WAMPBRIDGE_LISTEN"] = "0.0.0.0:50051";
  variables["WAMPBRIDGE_ADMIN_LISTEN"] = "0.0.0.0:9090";
  variables["WAMPBRIDGE_CALLERS"] = "any";
  const auto loaded = Load(variables);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.grpc().listen(0), "0.0.0.0:50051");
  EXPECT_EQ(loaded->config.admin().listen(), "0.0.0.0:9090");
  EXPECT_TRUE(loaded->config.callers().insecure_any());
  const auto& auth = loaded->config.identities().at("default").auth();
  EXPECT_EQ(auth.method(), config::v1::AUTH_METHOD_WAMPCRA);
  EXPECT_EQ(auth.authid(), "joe");
  EXPECT_EQ(auth.secret().env(), "WAMPBRIDGE_SECRET");
}

TEST(EnvironmentConfigTest, FaultsNameTheVariable) {
  const auto message = [](const std::string& name,
                          std::optional<std::string> value) {
    Variables variables = kWampCra;
    variables.erase(name);
    if (value.has_value()) variables[name] = *value;
    return std::string(Load(variables).status().message());
  };
  EXPECT_EQ(message("WAMPBRIDGE_ROUTER_URL", std::nullopt),
            "environment variable WAMPBRIDGE_ROUTER_URL is not set; set it to "
            "your router's URL (ws://HOST:PORT/PATH), or give --config FILE");
  EXPECT_EQ(message("WAMPBRIDGE_REALM", std::nullopt),
            "environment variable WAMPBRIDGE_REALM is not set; set it to the "
            "realm to join");
  EXPECT_EQ(message("WAMPBRIDGE_SECRET", std::nullopt),
            "environment variable WAMPBRIDGE_SECRET is not set; put the secret "
            "for WAMPBRIDGE_AUTH_METHOD into it");
  EXPECT_EQ(message("WAMPBRIDGE_AUTH_METHOD", std::nullopt),
            "environment variable WAMPBRIDGE_SECRET is set, but the method has "
            "no secret; set WAMPBRIDGE_AUTH_METHOD to ticket, wampcra, "
            "scram, cryptosign or cookie");
  EXPECT_EQ(message("WAMPBRIDGE_AUTHID", std::nullopt),
            "environment: identities.default.auth.authid: is missing; method "
            "wampcra needs it");
  EXPECT_EQ(message("WAMPBRIDGE_AUTH_METHOD", "oauth"),
            "WAMPBRIDGE_AUTH_METHOD: identities.default.auth.method: \"oauth\" "
            "is wrong; it must be one of anonymous, ticket, wampcra, "
            "cryptosign, tls, scram, cookie");
  EXPECT_EQ(message("WAMPBRIDGE_ROUTER_URL", "http://r"),
            "WAMPBRIDGE_ROUTER_URL: routers.default.urls[0]: must begin with "
            "ws://, wss://, tcp://, tcps:// or unix://");
  EXPECT_EQ(message("WAMPBRIDGE_CALLERS", "all"),
            "WAMPBRIDGE_CALLERS: callers: must be any, or not be set");
  EXPECT_EQ(message("WAMPBRIDGE_LISTEN", "50051"),
            "WAMPBRIDGE_LISTEN: grpc.listen[0]: must be HOST:PORT with a port "
            "of 0 to 65535");
}

}  // namespace
}  // namespace wampbridge::bridge
