// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/loader.h"

#include <fstream>
#include <string>

#include "bridge/config/durations.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

constexpr char kMinimal[] = R"(
routers:
  main: {urls: ["ws://r:8080/ws"]}
identities:
  orders: {router: main, realm: realm1}
)";

config::v1::Config Load(const std::string& text,
                        Purpose purpose = Purpose::kServe) {
  auto loaded = LoadConfigText(text, "a.yaml", purpose);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() ? loaded->config : config::v1::Config();
}

TEST(LoaderTest, WhatIsLeftOutHasItsDefault) {
  const config::v1::Config config = Load(kMinimal);
  ASSERT_EQ(config.grpc().listen_size(), 1);
  EXPECT_EQ(config.grpc().listen(0), "127.0.0.1:50051");
  EXPECT_FALSE(config.grpc().has_tls());
  EXPECT_EQ(config.grpc().max_message_bytes(), 4 << 20);
  EXPECT_EQ(ToDuration(config.grpc().keepalive().time()), absl::Seconds(30));
  EXPECT_EQ(config.admin().listen(), "127.0.0.1:9090");
  EXPECT_EQ(config.threads().grpc(), 1);
  EXPECT_FALSE(config.has_callers());
  EXPECT_EQ(ToDuration(config.limits().call_timeout()), absl::Seconds(60));
  EXPECT_EQ(config.limits().queue().overflow(), config::v1::OVERFLOW_FAIL);
  EXPECT_EQ(ToDuration(config.drain().timeout()), absl::Seconds(20));
  EXPECT_EQ(config.telemetry().log().level(), config::v1::LOG_LEVEL_INFO);
  const config::v1::Router& router = config.routers().at("main");
  ASSERT_EQ(router.serializers_size(), 3);
  EXPECT_EQ(router.serializers(0), config::v1::SERIALIZER_CBOR);
  EXPECT_EQ(ToDuration(router.reconnect().initial()), absl::Milliseconds(200));
  EXPECT_EQ(router.reconnect().multiplier(), 1.6);
  EXPECT_FALSE(router.has_tls());
  const config::v1::Identity& identity = config.identities().at("orders");
  EXPECT_TRUE(identity.required());
  EXPECT_EQ(identity.auth().method(), config::v1::AUTH_METHOD_ANONYMOUS);
  EXPECT_EQ(identity.pool().max(), 4);
  EXPECT_EQ(ToDuration(identity.pool().wait_for_session()), absl::Seconds(1));
}

TEST(LoaderTest, EveryKindOfKeyIsRead) {
  const config::v1::Config config = Load(R"(
grpc:
  listen: ["0.0.0.0:50051", "unix:///run/w.sock"]
  tls: {cert_file: c.pem, key_file: k.pem}
  max_message_bytes: 512KiB
  keepalive: {time: 1m30s, permit_without_calls: false}
  reflection: any
routers:
  main:
    urls:
      - wss://r/ws
      - unix:///run/r.sock
    failback: idle
    serializers: [json]
    tls: {ca_file: ca.pem, min_version: 1.3}
    headers: {Origin: "https://x", "X-A": "1"}
    reconnect: {multiplier: 2}
    features: {assume: [event_history]}
identities:
  orders:
    router: main
    realm: realm1
    required: false
    auth: {method: wampcra, authid: "007", secret: {env: ORDERS_SECRET}}
  key:
    router: main
    realm: realm1
    auth: {method: cryptosign, secret: {file: /etc/key}}
callers: {insecure_any: true}
errors: {com.shop.sold_out: FAILED_PRECONDITION, "com.shop.**": ABORTED}
)");
  EXPECT_EQ(config.grpc().listen(1), "unix:///run/w.sock");
  EXPECT_EQ(config.grpc().tls().cert_file(), "c.pem");
  EXPECT_EQ(config.grpc().max_message_bytes(), 512 << 10);
  EXPECT_EQ(ToDuration(config.grpc().keepalive().time()), absl::Seconds(90));
  EXPECT_EQ(ToDuration(config.grpc().keepalive().timeout()), absl::Seconds(10));
  EXPECT_FALSE(config.grpc().keepalive().permit_without_calls());
  const config::v1::Router& router = config.routers().at("main");
  EXPECT_EQ(router.failback(), config::v1::FAILBACK_IDLE);
  EXPECT_EQ(router.serializers_size(), 1);
  EXPECT_EQ(router.tls().min_version(), config::v1::TLS_VERSION_1_3);
  EXPECT_EQ(router.headers().at("X-A"), "1");
  EXPECT_EQ(router.reconnect().multiplier(), 2.0);
  const auto& orders = config.identities().at("orders");
  EXPECT_FALSE(orders.required());
  EXPECT_EQ(orders.auth().authid(), "007");
  EXPECT_EQ(orders.auth().secret().env(), "ORDERS_SECRET");
  EXPECT_EQ(config.identities().at("key").auth().secret().file(), "/etc/key");
  EXPECT_TRUE(config.callers().insecure_any());
  EXPECT_EQ(config.errors().at("com.shop.**"), config::v1::STATUS_CODE_ABORTED);
}

TEST(LoaderTest, DevRouterIsRead) {
  const config::v1::Config config = Load(R"(
dev_router:
  listen: ["ws://127.0.0.1:0/ws", "tcp://127.0.0.1:0"]
  realms:
    realm1:
      anonymous_role: shop
      users: {joe: {role: shop, secret: s1, salt: salt123, iterations: 100}}
      principals: {alice: {role: shop, ticket: t1}}
      roles:
        shop:
          - {uri: "com.shop.**", allow: [call, subscribe], disclose: true}
)",
                                         Purpose::kDev);
  const auto& realm = config.dev_router().realms().at("realm1");
  EXPECT_EQ(realm.users().at("joe").iterations(), 100);
  EXPECT_EQ(realm.users().at("joe").keylen(), 32);
  const auto& permission = realm.roles().at("shop").permissions(0);
  EXPECT_EQ(permission.allow(1), config::v1::DEV_ACTION_SUBSCRIBE);
  EXPECT_TRUE(permission.disclose());
}

TEST(LoaderTest, DevNeedsNothing) {
  EXPECT_FALSE(Load("", Purpose::kDev).has_dev_router());
  EXPECT_FALSE(Load("# nothing\n", Purpose::kDev).has_dev_router());
  EXPECT_EQ(Load("dev_router: {}", Purpose::kDev).dev_router().listen(0),
            "ws://127.0.0.1:8080/ws");
}

TEST(LoaderTest, FileIsReadAndNamedInErrors) {
  const std::string path = testing::TempDir() + "/wampbridge.yaml";
  std::ofstream(path) << kMinimal << "x: 1\n";
  const std::string message(
      LoadConfigFile(path, Purpose::kServe).status().message());
  EXPECT_TRUE(message.starts_with(path + ":6: x: unknown key;")) << message;
  EXPECT_EQ(LoadConfigFile("/nonexistent", Purpose::kServe).status().message(),
            "/nonexistent: cannot be opened: No such file or directory");
  EXPECT_EQ(LoadConfigFile("/tmp", Purpose::kServe).status().message(),
            "/tmp: is not a regular file");
}

TEST(LoaderTest, ExampleIsAccepted) {
  const auto loaded =
      LoadConfigFile("examples/wampbridge.yaml", Purpose::kServe);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.identities().at("orders").auth().secret().env(),
            "ORDERS_SECRET");
}

}  // namespace
}  // namespace wampbridge::bridge
