// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/connection_settings.h"

#include <string>

#include "bridge/config/loader.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

config::v1::Config Load(const std::string& router) {
  auto loaded =
      LoadConfigText("routers: {main: {" + router +
                         "}}\nidentities: {a: {router: main, realm: realm1}}\n",
                     "a.yaml", Purpose::kServe);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded->config;
}

TEST(ConnectionSettingsTest, EveryUrlIsDialledAlike) {
  const auto dial =
      DialOptionsOf(Load("urls: ['wss://r', 'tcps://s:1'], "
                         "serializers: [json, cbor], headers: {Origin: x}, "
                         "tls: {ca_file: ca, cert_file: c, key_file: k, "
                         "server_name: n, min_version: '1.3'}, "
                         "keepalive: {interval: 7s, timeout: 3s, "
                         "rawsocket_ping: true}, connect_timeout: 2s, "
                         "max_message_bytes: 1MiB, permessage_deflate: true")
                        .routers()
                        .at("main"));
  ASSERT_EQ(dial.size(), 2U);
  EXPECT_EQ(dial[0].url, "wss://r");
  EXPECT_EQ(dial[1].url, "tcps://s:1");
  for (const transport::DialOptions& options : dial) {
    EXPECT_EQ(options.serializers,
              (std::vector{wamp::Serializer::kJson, wamp::Serializer::kCbor}));
    EXPECT_EQ(options.headers.at("Origin"), "x");
    EXPECT_EQ(options.tls.ca_file, "ca");
    EXPECT_EQ(options.tls.cert_file, "c");
    EXPECT_EQ(options.tls.key_file, "k");
    EXPECT_EQ(options.tls.server_name, "n");
    EXPECT_EQ(options.tls.min_version, transport::TlsOptions::MinVersion::k13);
    EXPECT_EQ(options.keepalive_interval, absl::Seconds(7));
    EXPECT_EQ(options.keepalive_timeout, absl::Seconds(3));
    EXPECT_TRUE(options.rawsocket_ping);
    EXPECT_EQ(options.connect_timeout, absl::Seconds(2));
    EXPECT_EQ(options.message_bytes_max, 1U << 20);
    EXPECT_TRUE(options.permessage_deflate);
  }
}

// The transport's own defaults are those of the schema.
TEST(ConnectionSettingsTest, DefaultsAreTheTransports) {
  const auto dial =
      DialOptionsOf(Load("urls: ['ws://r']").routers().at("main"));
  const transport::DialOptions plain;
  ASSERT_EQ(dial.size(), 1U);
  EXPECT_EQ(dial[0].serializers, plain.serializers);
  EXPECT_EQ(dial[0].permessage_deflate, plain.permessage_deflate);
  EXPECT_EQ(dial[0].connect_timeout, plain.connect_timeout);
  EXPECT_EQ(dial[0].keepalive_interval, plain.keepalive_interval);
  EXPECT_EQ(dial[0].keepalive_timeout, plain.keepalive_timeout);
  EXPECT_EQ(dial[0].rawsocket_ping, plain.rawsocket_ping);
  EXPECT_EQ(dial[0].message_bytes_max, plain.message_bytes_max);
  EXPECT_EQ(dial[0].tls.min_version, plain.tls.min_version);
}

TEST(ConnectionSettingsTest, SessionIsOfTheIdentitysRealm) {
  const config::v1::Config config = Load(
      "urls: ['ws://r'], write_buffer_bytes: 1MiB, max_message_bytes: "
      "2MiB, connect_timeout: 2s, features: {assume: [event_history], "
      "ignore: [call_timeout]}");
  const wamp::SessionOptions session = SessionOptionsOf(
      config.routers().at("main"), config.identities().at("a"));
  EXPECT_EQ(session.realm, "realm1");
  EXPECT_TRUE(session.agent.starts_with("wampbridge/")) << session.agent;
  EXPECT_EQ(session.message_bytes_max, 2U << 20);
  EXPECT_EQ(session.transmit_bytes_max, 1U << 20);
  EXPECT_EQ(session.join_timeout, absl::Seconds(2));
  EXPECT_EQ(session.assume_features, std::vector<std::string>{"event_history"});
  EXPECT_EQ(session.ignore_features, std::vector<std::string>{"call_timeout"});
}

}  // namespace
}  // namespace wampbridge::bridge
