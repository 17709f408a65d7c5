// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_report.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(JoinReportTest, SaysAllThatTheRouterSaid) {
  JoinReport report;
  report.serializer = wamp::Serializer::kCbor;
  report.salted = true;
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
  EXPECT_EQ(DescribeJoin("ws://r:8080/ws", report), R"(  transport       ws
  serializer      cbor
  authentication  wampcra, salted
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
  report.welcome.details = {{"agent", 7}, {"roles", "x"}};
  EXPECT_EQ(DescribeJoin("tcp://r:1", report), R"(  transport       tcp
  serializer      json
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

}  // namespace
}  // namespace wampbridge::bridge
