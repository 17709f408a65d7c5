// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/printer.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "bridge/config/loader.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

config::v1::Config Load(const std::string& text, Purpose purpose) {
  auto loaded = LoadConfigText(text, "a.yaml", purpose);
  EXPECT_TRUE(loaded.ok()) << loaded.status() << "\n" << text;
  return loaded.ok() ? loaded->config : config::v1::Config();
}

constexpr char kConfig[] = R"(
grpc: {max_message_bytes: 512KiB, tls: {cert_file: "true", key_file: "007"}}
routers:
  main:
    urls: ["wss://r/ws", "tcp://r:1"]
    tls: {min_version: "1.3"}
identities:
  orders:
    router: main
    realm: realm1
    auth: {method: ticket, authid: "1e3", secret: {file: "/etc/a: b"}}
errors: {"com.shop.**": ABORTED}
)";

TEST(PrinterTest, WhatIsPrintedReadsBackTheSame) {
  const config::v1::Config config = Load(kConfig, Purpose::kServe);
  const std::string printed = PrintYaml(config);
  const config::v1::Config again = Load(printed, Purpose::kServe);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(config, again))
      << printed;
}

TEST(PrinterTest, DefaultsAreShown) {
  const std::string printed = PrintYaml(Load(kConfig, Purpose::kServe));
  for (const std::string line :
       {"call_timeout: 1m", "max_bytes: 8MiB", "overflow: FAIL",
        "multiplier: 1.6\n", "headers: {}\n",
        "serializers: [cbor, msgpack, json]", "insecure_any"}) {
    EXPECT_EQ(printed.find(line) != std::string::npos, line != "insecure_any")
        << line << "\n"
        << printed;
  }
}

TEST(PrinterTest, SecretsAreHidden) {
  const std::string printed = PrintYaml(Load(R"(
routers: {main: {urls: ["ws://r"], headers: {Cookie: secret-cookie}}}
dev_router:
  realms:
    realm1:
      users: {joe: {role: shop, secret: secret-password}}
      principals: {al: {role: shop, ticket: secret-ticket}}
      roles: {shop: [{uri: "**", allow: [call]}]}
)",
                                             Purpose::kDev));
  EXPECT_EQ(printed.find("secret-"), std::string::npos) << printed;
  EXPECT_NE(printed.find("secret: (hidden)"), std::string::npos) << printed;
  EXPECT_NE(printed.find("ticket: (hidden)"), std::string::npos) << printed;
  EXPECT_NE(printed.find("Cookie: (hidden)"), std::string::npos) << printed;
}

}  // namespace
}  // namespace wampbridge::bridge
