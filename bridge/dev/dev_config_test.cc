// SPDX-License-Identifier: Apache-2.0
#include "bridge/dev/dev_config.h"

#include <fstream>
#include <string>

#include "bridge/dev/router_options.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

std::string WriteFile(const std::string& text) {
  const std::string path = testing::TempDir() + "/dev.yaml";
  std::ofstream(path) << text;
  return path;
}

TEST(DevConfigTest, NothingSaidIsTheUsualAddressesAndAnOpenRealm) {
  auto config = LoadDevConfig({});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->config.grpc().listen(0), "127.0.0.1:50051");
  EXPECT_EQ(config->config.admin().listen(), "127.0.0.1:9090");
  const auto router = ToRouterOptions(config->config.dev_router());
  EXPECT_EQ(router.listen, std::vector<std::string>{"ws://127.0.0.1:8080/ws"});
  EXPECT_TRUE(router::ValidateRouterOptions(router).ok());
  ASSERT_TRUE(
      PointAtRouter("ws://127.0.0.1:1234/ws", router, &config->config).ok());
  EXPECT_EQ(config->config.routers().at("main").urls(0),
            "ws://127.0.0.1:1234/ws");
  EXPECT_EQ(config->config.routers().at("main").serializers_size(), 3);
  const auto& identity = config->config.identities().at("default");
  EXPECT_EQ(identity.router(), "main");
  EXPECT_EQ(identity.realm(), "realm1");
  EXPECT_EQ(identity.auth().method(), config::v1::AUTH_METHOD_ANONYMOUS);
}

TEST(DevConfigTest, OptionsGoBeforeTheFile) {
  const std::string path =
      WriteFile("grpc: {listen: [\"127.0.0.1:1\", \"127.0.0.1:2\"]}\n");
  const auto config = LoadDevConfig({.config_file = path,
                                     .grpc = "127.0.0.1:3",
                                     .admin = "127.0.0.1:4",
                                     .router = "tcp://127.0.0.1:5"});
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->config.grpc().listen_size(), 1);
  EXPECT_EQ(config->config.grpc().listen(0), "127.0.0.1:3");
  EXPECT_EQ(config->config.admin().listen(), "127.0.0.1:4");
  EXPECT_EQ(config->config.dev_router().listen(0), "tcp://127.0.0.1:5");
}

TEST(DevConfigTest, WrongFileIsItsOwnError) {
  const auto config =
      LoadDevConfig({.config_file = WriteFile("dev_router: {lisen: []}\n")});
  EXPECT_NE(std::string(config.status().message()).find("dev.yaml:1"),
            std::string::npos);
}

TEST(DevConfigTest, WrongOptionIsNamed) {
  const auto message = [](const DevSettings& settings) {
    return std::string(LoadDevConfig(settings).status().message());
  };
  EXPECT_EQ(message({.grpc = "127.0.0.1:99999"}).rfind("--grpc: ", 0), 0u);
  EXPECT_EQ(message({.admin = "nonsense"}).rfind("--admin: ", 0), 0u);
  EXPECT_EQ(message({.router = "wss://127.0.0.1:1/ws"}).rfind("--router: ", 0),
            0u);
}

TEST(DevConfigTest, RealmWithoutAnonymousRoleNeedsAnIdentity) {
  auto config = LoadDevConfig(
      {.config_file = WriteFile("dev_router: {realms: {realm2: {}}}\n")});
  ASSERT_TRUE(config.ok()) << config.status();
  const auto router = ToRouterOptions(config->config.dev_router());
  EXPECT_EQ(
      PointAtRouter("ws://127.0.0.1:1/ws", router, &config->config).code(),
      absl::StatusCode::kInvalidArgument);
  (*config->config.mutable_identities())["own"].set_router("main");
  EXPECT_TRUE(
      PointAtRouter("ws://127.0.0.1:1/ws", router, &config->config).ok());
  EXPECT_FALSE(config->config.identities().contains("default"));
}

TEST(RouterOptionsTest, EveryKeyReachesTheRouter) {
  const auto config = LoadDevConfig({.config_file = WriteFile(R"(
dev_router:
  listen: ["tcp://127.0.0.1:0"]
  realms:
    realm1:
      anonymous_role: guest
      users: {joe: {role: shop, secret: s1, salt: pepper, iterations: 5, keylen: 16}}
      principals: {alice: {role: shop, ticket: t1}}
      roles:
        guest: []
        shop:
          - {uri: "com.shop.**", allow: [call, register], disclose: true}
          - {uri: "com.*", allow: [publish, subscribe]}
)")});
  ASSERT_TRUE(config.ok()) << config.status();
  const auto options = ToRouterOptions(config->config.dev_router());
  EXPECT_TRUE(router::ValidateRouterOptions(options).ok());
  const router::RealmOptions& realm = options.realms.at("realm1");
  EXPECT_EQ(realm.anonymous_role, "guest");
  const router::UserOptions& joe = realm.users.at("joe");
  EXPECT_EQ(joe.role + joe.secret + joe.salt, "shops1pepper");
  EXPECT_EQ(joe.iterations, 5);
  EXPECT_EQ(joe.keylen, 16);
  EXPECT_EQ(realm.principals.at("alice").ticket, "t1");
  const auto& rules = realm.roles.at("shop");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].uri, "com.shop.**");
  EXPECT_EQ(rules[0].allow,
            (std::vector<router::Action>{router::Action::kCall,
                                         router::Action::kRegister}));
  EXPECT_TRUE(rules[0].disclose);
  EXPECT_FALSE(rules[1].disclose);
}

}  // namespace
}  // namespace wampbridge::bridge
