// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/retry_policy.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using Reach = RetryPolicy::Reach;

constexpr int kFloor = static_cast<int>(RetryPolicy::kFloor);

class RetryPolicyTest : public testing::Test {
 protected:
  // How many retries there are before the budget is spent.
  static int Drain(RetryPolicy& policy, absl::Time now) {
    int spent = 0;
    while (policy.Spend(Reach::kNotSent, now)) ++spent;
    return spent;
  }

  const absl::Time start_ = absl::UnixEpoch() + absl::Hours(1);
};

TEST_F(RetryPolicyTest, AttemptsOfEachKindHaveTheirOwnBound) {
  RetryPolicy policy({.not_sent_attempts = 3, .unknown_attempts = 2});
  EXPECT_TRUE(policy.AllowsAnother(Reach::kNotSent, 2));
  EXPECT_FALSE(policy.AllowsAnother(Reach::kNotSent, 3));
  EXPECT_TRUE(policy.AllowsAnother(Reach::kMayHaveRun, 1));
  EXPECT_FALSE(policy.AllowsAnother(Reach::kMayHaveRun, 2));
}

TEST_F(RetryPolicyTest, OneAttemptIsNoRetry) {
  RetryPolicy policy({.not_sent_attempts = 1, .unknown_attempts = 1});
  EXPECT_FALSE(policy.AllowsAnother(Reach::kNotSent, 1));
  EXPECT_FALSE(policy.AllowsAnother(Reach::kMayHaveRun, 1));
}

TEST_F(RetryPolicyTest, OnlyProceduresOfThePatternsMayRunTwice) {
  RetryPolicy policy(
      {.unknown_procedures = {*wamp::UriPattern::Parse("com.shop.read.**"),
                              *wamp::UriPattern::Parse("com.*.list")}});
  EXPECT_TRUE(policy.MayRunTwice("com.shop.read.order"));
  EXPECT_TRUE(policy.MayRunTwice("com.stock.list"));
  EXPECT_FALSE(policy.MayRunTwice("com.shop.order"));
  EXPECT_FALSE(RetryPolicy({}).MayRunTwice("com.shop.read.order"));
}

TEST_F(RetryPolicyTest, QuietServiceHasTheFloor) {
  RetryPolicy policy({.budget = 0.1});
  EXPECT_EQ(Drain(policy, start_), kFloor);
  EXPECT_EQ(Drain(policy, start_), 0);
}

TEST_F(RetryPolicyTest, FloorFillsByOneASecondAndNoFurther) {
  RetryPolicy policy({.budget = 0.1});
  Drain(policy, start_);
  EXPECT_EQ(Drain(policy, start_ + absl::Milliseconds(500)), 0);
  EXPECT_EQ(Drain(policy, start_ + absl::Seconds(3)), 3);
  EXPECT_EQ(Drain(policy, start_ + absl::Hours(1)), kFloor);
}

TEST_F(RetryPolicyTest, ClockThatStandsOrGoesBackFillsNothing) {
  RetryPolicy policy({.budget = 0.1});
  Drain(policy, start_);
  EXPECT_EQ(Drain(policy, start_ - absl::Hours(1)), 0);
}

TEST_F(RetryPolicyTest, RequestsEarnTheirShare) {
  RetryPolicy policy({.budget = 0.1});
  Drain(policy, start_);
  for (int i = 0; i < 200; ++i) policy.CountRequest();
  EXPECT_EQ(Drain(policy, start_), 20);
  EXPECT_EQ(Drain(policy, start_), 0);
}

TEST_F(RetryPolicyTest, SavingsAreBounded) {
  RetryPolicy policy({.budget = 1});
  for (int i = 0; i < 100'000; ++i) policy.CountRequest();
  EXPECT_EQ(Drain(policy, start_), static_cast<int>(RetryPolicy::kSavedMax));
}

TEST_F(RetryPolicyTest, EachRetryAndRefusalIsCounted) {
  RetryPolicy policy({.budget = 0});
  for (int i = 0; i < kFloor - 1; ++i) policy.Spend(Reach::kNotSent, start_);
  policy.Spend(Reach::kMayHaveRun, start_);
  policy.Spend(Reach::kMayHaveRun, start_);
  EXPECT_EQ(policy.counts().not_sent, kFloor - 1u);
  EXPECT_EQ(policy.counts().unknown, 1u);
  EXPECT_EQ(policy.counts().over_budget, 1u);
}

}  // namespace
}  // namespace wampbridge::bridge
