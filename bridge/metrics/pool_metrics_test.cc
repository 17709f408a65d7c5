// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/pool_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;
using testing::Not;

PoolSnapshot Orders() {
  PoolSnapshot pool;
  pool.identity = "orders";
  pool.router = "main";
  pool.live = true;
  pool.waiters = 3;
  pool.joins = 5;
  pool.losses = 2;
  pool.failed_joins = {{"wamp.error.not_authorized", 4}};
  pool.sessions.resize(3);
  pool.sessions[0].in_flight = 10;
  pool.sessions[1].in_flight = 20;
  pool.sessions[2].places = "own";
  pool.traffic.messages_sent[static_cast<size_t>(wamp::MessageType::kCall)] = 9;
  pool.traffic.octets_sent = 900;
  return pool;
}

std::string TextOf(const PoolSnapshot& pool) {
  Exposition page;
  AddPoolMetrics(pool, page);
  return page.Text();
}

TEST(PoolMetricsTest, WhatPeopleWatchIsThereBeforeItHappens) {
  RequestMetrics requests;
  requests.CountEnd(RpcMethod::kCall, nullptr);
  Exposition page;
  AddRequestMetrics("orders", requests, page);
  const std::string text = page.Text();
  const std::string call =
      R"(wampbridge_rpcs_total{identity="orders",method="Call",outcome=)";
  EXPECT_THAT(text, HasSubstr(call + R"("OK",code="OK"} 1)"));
  EXPECT_THAT(text, HasSubstr(call + R"("NOT_SENT",code="UNAVAILABLE"} 0)"));
  EXPECT_THAT(text, HasSubstr(call + R"("UNKNOWN",code="ABORTED"} 0)"));
  EXPECT_THAT(text, Not(HasSubstr("NOT_FOUND")));
}

TEST(PoolMetricsTest, StateIsOneOfAll) {
  PoolSnapshot pool = Orders();
  pool.state = "waiting";
  const std::string text = TextOf(pool);
  const std::string state =
      R"(wampbridge_identity_state{identity="orders",router="main",state=)";
  EXPECT_THAT(text, HasSubstr(state + R"("waiting"} 1)"));
  EXPECT_THAT(text, HasSubstr(state + R"("joined"} 0)"));
}

TEST(PoolMetricsTest, SessionsAreCountedByPlace) {
  const std::string text = TextOf(Orders());
  const std::string labels = R"({identity="orders",router="main")";
  EXPECT_THAT(text, HasSubstr("wampbridge_identity_up" + labels + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("wampbridge_sessions" + labels +
                              R"(,place="pool"} 2)" + "\n"));
  EXPECT_THAT(text, HasSubstr("wampbridge_sessions" + labels +
                              R"(,place="own"} 1)" + "\n"));
  EXPECT_THAT(text,
              HasSubstr("wampbridge_session_requests" + labels + "} 30\n"));
  EXPECT_THAT(text, HasSubstr("wampbridge_session_waiters" + labels + "} 3\n"));
}

TEST(PoolMetricsTest, JoinsAndLossesAreCountersWithTheirReasons) {
  const std::string text = TextOf(Orders());
  EXPECT_THAT(text, HasSubstr("# TYPE wampbridge_joins_total counter"));
  EXPECT_THAT(text, HasSubstr("reason=\"wamp.error.not_authorized\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("wampbridge_session_losses_total{"));
}

TEST(PoolMetricsTest, OnlyMessageTypesThatWereSeenAreThere) {
  const std::string text = TextOf(Orders());
  EXPECT_THAT(text, HasSubstr("direction=\"sent\",type=\"CALL\"} 9\n"));
  EXPECT_THAT(text, Not(HasSubstr("PUBLISH")));
  EXPECT_THAT(text, HasSubstr("direction=\"sent\"} 900\n"));
}

TEST(PoolMetricsTest, RequestsAreToldByMethodOutcomeAndCode) {
  RequestMetrics requests;
  Failure failure;
  failure.code = grpc::StatusCode::UNAVAILABLE;
  failure.outcome = Outcome::kNotSent;
  requests.CountEnd(RpcMethod::kCall, &failure);
  requests.CountEnd(RpcMethod::kPublish, nullptr);
  requests.router.Observe(absl::Milliseconds(3));
  Exposition page;
  AddRequestMetrics("orders", requests, page);
  const std::string text = page.Text();
  EXPECT_THAT(text, HasSubstr(R"({identity="orders",method="Call",)"
                              R"(outcome="NOT_SENT",code="UNAVAILABLE"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(method="Publish",outcome="OK",code="OK"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(_count{identity="orders",part="router"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(_count{identity="orders",part="waiting"} 0)"));
}

}  // namespace
}  // namespace wampbridge::bridge
