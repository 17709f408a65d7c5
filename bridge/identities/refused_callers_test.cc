// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/refused_callers.h"

#include <string>

#include "absl/time/time.h"
#include "bridge/errors/failures.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000'000'000);

Failure Refusal(const std::string& message) {
  return NotSent(grpc::StatusCode::UNAUTHENTICATED, message);
}

TEST(RefusedCallersTest, RefusalIsTakenBackAfterThirtySeconds) {
  RefusedCallers refused;
  refused.Add("a", Refusal("no"), kNow);
  const auto found = refused.Find("a", kNow + absl::Seconds(10));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->message, "no");
  EXPECT_EQ(found->retry_after, absl::Seconds(20));
  EXPECT_FALSE(refused.Find("b", kNow).has_value());
  EXPECT_FALSE(refused.Find("a", kNow + absl::Seconds(30)).has_value());
  EXPECT_EQ(refused.size(), 0u);
}

TEST(RefusedCallersTest, SecondRefusalCountsFromItsOwnTime) {
  RefusedCallers refused;
  refused.Add("a", Refusal("one"), kNow);
  refused.Add("a", Refusal("two"), kNow + absl::Seconds(20));
  const auto found = refused.Find("a", kNow + absl::Seconds(40));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->message, "two");
  EXPECT_EQ(refused.size(), 1u);
}

TEST(RefusedCallersTest, OldestIsForgottenWhenThereAreTooMany) {
  RefusedCallers refused;
  for (size_t i = 0; i <= RefusedCallers::kCountMax; ++i) {
    refused.Add(std::to_string(i), Refusal("no"), kNow);
  }
  EXPECT_EQ(refused.size(), RefusedCallers::kCountMax);
  EXPECT_FALSE(refused.Find("0", kNow).has_value());
  EXPECT_TRUE(refused.Find("1", kNow).has_value());
}

}  // namespace
}  // namespace wampbridge::bridge
