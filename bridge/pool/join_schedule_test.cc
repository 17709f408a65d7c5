// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/join_schedule.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using absl::Milliseconds;
using absl::Seconds;
using Failed = JoinSchedule::Failed;

constexpr transport::Backoff::Options kReconnect = {
    .initial = Seconds(1), .max = Seconds(30), .multiplier = 2};

TEST(JoinScheduleTest, FailuresAtOneUrlPauseLongerEachTime) {
  JoinSchedule schedule(kReconnect, 1);
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, false, 0.5),
            Milliseconds(500));
  EXPECT_EQ(schedule.AfterFailure(Failed::kTurnedAway, false, 0.5), Seconds(1));
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, false, 0.5), Seconds(2));
  EXPECT_EQ(schedule.url(), 0u);
}

TEST(JoinScheduleTest, EveryUrlIsTriedBeforeThePause) {
  JoinSchedule schedule(kReconnect, 3);
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, false, 0.5),
            absl::ZeroDuration());
  EXPECT_EQ(schedule.url(), 1u);
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, false, 0.5),
            absl::ZeroDuration());
  EXPECT_EQ(schedule.url(), 2u);
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, false, 0.5),
            Milliseconds(500));
  EXPECT_EQ(schedule.url(), 0u);
}

TEST(JoinScheduleTest, UrlStaysWhileSessionsLiveOnIt) {
  JoinSchedule schedule(kReconnect, 3);
  EXPECT_EQ(schedule.AfterFailure(Failed::kConnection, true, 0.5),
            Milliseconds(500));
  EXPECT_EQ(schedule.url(), 0u);
}

TEST(JoinScheduleTest, LossIsTriedAgainAtTheSameUrl) {
  JoinSchedule schedule(kReconnect, 2);
  schedule.AfterFailure(Failed::kConnection, false, 0.5);
  schedule.Joined();
  EXPECT_EQ(schedule.url(), 1u);
  EXPECT_EQ(schedule.AfterLoss(Seconds(60), 0.5), Milliseconds(500));
  EXPECT_EQ(schedule.url(), 1u);
}

TEST(JoinScheduleTest, SessionsThatDieAtOnceDoNotResetThePause) {
  JoinSchedule schedule(kReconnect, 1);
  schedule.AfterLoss(Milliseconds(10), 0.5);
  schedule.Joined();
  EXPECT_EQ(schedule.AfterLoss(Milliseconds(10), 0.5), Seconds(1));
  schedule.Joined();
  EXPECT_EQ(schedule.AfterLoss(Milliseconds(10), 0.5), Seconds(2));
  schedule.Joined();
  EXPECT_EQ(schedule.AfterLoss(Seconds(60), 0.5), Milliseconds(500));
}

TEST(JoinScheduleTest, RefusedCredentialsPauseLongerAndNeverNearZero) {
  JoinSchedule schedule(kReconnect, 1);
  EXPECT_EQ(schedule.AfterFailure(Failed::kCredentials, false, 0), Seconds(5));
  EXPECT_EQ(schedule.AfterFailure(Failed::kCredentials, false, 0), Seconds(10));
  schedule.Joined();
  EXPECT_EQ(schedule.AfterFailure(Failed::kCredentials, false, 0), Seconds(5));
}

TEST(JoinScheduleTest, ReasonsOfCredentialsAreKnown) {
  for (const char* reason :
       {"wamp.error.not_authorized", "wamp.error.authentication_failed",
        "wamp.error.authorization_denied", "wamp.error.no_such_realm",
        "wamp.error.no_such_role", "wamp.error.no_auth_method",
        "wamp.error.no_matching_auth_method"}) {
    EXPECT_EQ(FailedBy(reason), Failed::kCredentials) << reason;
  }
  for (const char* reason :
       {"wamp.close.system_shutdown", "wamp.error.protocol_violation",
        "com.shop.busy", ""}) {
    EXPECT_EQ(FailedBy(reason), Failed::kTurnedAway) << reason;
  }
}

}  // namespace
}  // namespace wampbridge::bridge
