// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/request_metrics.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

Failure With(grpc::StatusCode code, Outcome outcome) {
  Failure failure;
  failure.code = code;
  failure.outcome = outcome;
  return failure;
}

TEST(RequestMetricsTest, NothingHasEndedAtFirst) {
  const RequestMetrics metrics;
  EXPECT_TRUE(metrics.ended().empty());
}

TEST(RequestMetricsTest, EndsAreToldApartByMethodOutcomeAndCode) {
  RequestMetrics metrics;
  const Failure lost = With(grpc::StatusCode::ABORTED, Outcome::kUnknown);
  const Failure refused =
      With(grpc::StatusCode::PERMISSION_DENIED, Outcome::kRejected);
  metrics.CountEnd(RpcMethod::kCall, nullptr);
  metrics.CountEnd(RpcMethod::kCall, &lost);
  metrics.CountEnd(RpcMethod::kCall, &lost);
  metrics.CountEnd(RpcMethod::kGetIdentity, &refused);
  const auto ended = metrics.ended();
  ASSERT_EQ(ended.size(), 3u);
  EXPECT_EQ(ended[0].method, RpcMethod::kCall);
  EXPECT_EQ(ended[0].outcome, std::nullopt);
  EXPECT_EQ(ended[0].code, grpc::StatusCode::OK);
  EXPECT_EQ(ended[1].outcome, Outcome::kUnknown);
  EXPECT_EQ(ended[1].code, grpc::StatusCode::ABORTED);
  EXPECT_EQ(ended[1].count, 2u);
  EXPECT_EQ(ended[2].method, RpcMethod::kGetIdentity);
  EXPECT_EQ(ended[2].outcome, Outcome::kRejected);
  EXPECT_EQ(ended[2].code, grpc::StatusCode::PERMISSION_DENIED);
}

TEST(RequestMetricsTest, ACodeThatIsNoneCountsAsUnknown) {
  RequestMetrics metrics;
  const Failure odd = With(grpc::StatusCode::DO_NOT_USE, Outcome::kRemoteError);
  metrics.CountEnd(RpcMethod::kRegister, &odd);
  ASSERT_EQ(metrics.ended().size(), 1u);
  EXPECT_EQ(metrics.ended()[0].code, grpc::StatusCode::UNKNOWN);
}

TEST(RequestMetricsTest, MethodsHaveTheirNamesOfTheService) {
  EXPECT_EQ(NameOf(RpcMethod::kCall), "Call");
  EXPECT_EQ(NameOf(RpcMethod::kPublishStream), "PublishStream");
  EXPECT_EQ(NameOf(RpcMethod::kGetIdentity), "GetIdentity");
}

}  // namespace
}  // namespace wampbridge::bridge
