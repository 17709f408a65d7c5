// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_report.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(JoinReportTest, SaysAllThatTheRouterSaid) {
  JoinReport report;
  report.serializer = wamp::Serializer::kCbor;
  report.login.offered = {"wampcra"};
  report.login.challenge = ChallengeFacts{.method = "wampcra", .salted = true};
  report.login.challenge->iterations = 1000;
  report.login.challenge->keylen = 32;
  transport::TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.peer_not_after = absl::FromUnixSeconds(1'800'000'000);
  report.login.tls = tls;
  report.join_time = absl::Nanoseconds(12'345'678);
  report.round_trip = absl::Microseconds(800);
  report.welcome.details = {
      {"authmethod", "wampcra"},
      {"authid", "joe"},
      {"authrole", "shop"},
      {"agent", "Crossbar.io-23.1.2"},
      {"roles",
       wamp::Dict{
           {"broker", wamp::Dict{{"features", wamp::Dict{{"b_b", true},
                                                         {"a_a", true},
                                                         {"c_c", false}}}}}}}};
  EXPECT_EQ(DescribeJoin("wss://r:8080/ws", report), R"(  transport       wss
  TLS             TLSv1.3
  certificate     router's until 2027-01-15 08:00 UTC, ours none
  serializer      cbor
  offered         wampcra
  challenge       wampcra, salted, 1000 iterations, 32 octets
  channel binding none
  authentication  wampcra
  authid          joe
  authrole        shop
  agent           Crossbar.io-23.1.2
  broker          a_a, b_b
  dealer          none announced
  joined in       12.345ms
  round trip      800us
)");
}

TEST(JoinReportTest, SilentRouterIsToldAsSuch) {
  JoinReport report;
  report.login.offered = {"scram", "wamp-scram"};
  report.welcome.details = {{"agent", 7}, {"roles", "x"}};
  EXPECT_EQ(DescribeJoin("tcp://r:1", report), R"(  transport       tcp
  serializer      json
  offered         scram, wamp-scram
  channel binding none
  authentication  not said
  authid          not said
  authrole        not said
  agent           not said
  broker          none announced
  dealer          none announced
  joined in       0
  round trip      0
)");
}

TEST(JoinReportTest, CrossbarIsKnownByItsDetails) {
  JoinReport report;
  report.welcome.details = {{"x_cb_node", "node-1"}};
  EXPECT_NE(DescribeJoin("ws://r", report)
                .find("agent           not said (Crossbar, by its x_cb_ "
                      "details)\n"),
            std::string::npos);
}

TEST(JoinReportTest, CostsAndBindingsAreShown) {
  JoinReport report;
  report.login.challenge =
      ChallengeFacts{.method = "scram", .salted = true, .kdf = "argon2id-13"};
  report.login.challenge->iterations = 4;
  report.login.challenge->memory = 4096;
  report.login.channel_binding = "tls-unique";
  std::string text = DescribeJoin("wss://r", report);
  EXPECT_NE(text.find("challenge       scram, salted, argon2id-13, 4 "
                      "iterations, 4096 KiB\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("channel binding tls-unique\n"), std::string::npos);
  report.login.challenge->channel_binding = "tls-unique";
  text = DescribeJoin("wss://r", report);
  EXPECT_NE(text.find("channel binding tls-unique, confirmed\n"),
            std::string::npos);
}

TEST(JoinReportTest, OwnCertificateHasADateToo) {
  JoinReport report;
  transport::TlsFacts tls;
  tls.version = "TLSv1.2";
  tls.own_not_after = absl::FromUnixSeconds(1'800'000'000);
  report.login.tls = tls;
  EXPECT_NE(DescribeJoin("wss://r", report)
                .find("router's until none, ours until 2027-01-15 08:00 UTC"),
            std::string::npos);
}

TEST(JoinReportTest, FailureNamesStepLoginAndCauses) {
  JoinFailure failure{JoinStep::kAuthenticate,
                      "wamp.error.not_authorized",
                      absl::UnavailableError("wamp.error.not_authorized"),
                      {}};
  failure.login.offered = {"ticket"};
  failure.login.challenge = ChallengeFacts{.method = "ticket"};
  const JoinDiagnosis diagnosis({"ws://r", "realm1", "ticket", "joe", {}},
                                failure);
  EXPECT_EQ(
      DescribeFailure(failure, diagnosis),
      R"(  failed at       AUTHENTICATE: the router did not take our answer to its CHALLENGE
  offered         ticket
  challenge       ticket
  channel binding none
  likely          the ticket is not that of authid joe; compare them, spaces and line breaks at their ends too
  likely          the router does not know authid joe, and does not say so before it has seen a ticket
)");
}

TEST(JoinReportTest, FailureBeforeHelloSaysNothingOfLogins) {
  const JoinFailure failure{
      JoinStep::kConnect, "", absl::UnavailableError("refused"), {}};
  const std::string text = DescribeFailure(
      failure,
      JoinDiagnosis({"ws://r", "realm1", "anonymous", "", {}}, failure));
  EXPECT_EQ(text.find("offered"), std::string::npos) << text;
}

}  // namespace
}  // namespace wampbridge::bridge
