// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/request_metrics_by_identity.h"

#include <gtest/gtest.h>

#include <string>

namespace wampbridge::bridge {
namespace {

TEST(RequestMetricsByIdentityTest, ANameHasItsCountersForGood) {
  RequestMetricsByIdentity metrics;
  metrics.Of("orders").CountEnd(RpcMethod::kCall, nullptr);
  metrics.Of("reports");
  EXPECT_EQ(metrics.Of("orders").ended().size(), 1u);
  EXPECT_TRUE(metrics.Of("reports").ended().empty());
}

TEST(RequestMetricsByIdentityTest, AllAreVisitedInOrder) {
  RequestMetricsByIdentity metrics;
  metrics.Of("b");
  metrics.Of("a");
  std::string names;
  metrics.ForEach([&](const std::string& identity, const RequestMetrics& one) {
    names += identity;
    EXPECT_EQ(&one, &metrics.Of(identity));
  });
  EXPECT_EQ(names, "ab");
}

}  // namespace
}  // namespace wampbridge::bridge
