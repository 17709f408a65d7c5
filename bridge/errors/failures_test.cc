// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/failures.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;

TEST(FailuresTest, RejectedTakesCodeAndMessageOfTheStatus) {
  const Failure failure =
      Rejected(absl::UnimplementedError("router main lacks event_retention"));
  EXPECT_EQ(failure.code, StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(failure.outcome, Outcome::kRejected);
  EXPECT_EQ(failure.message, "router main lacks event_retention");
}

TEST(FailuresTest, SessionLostAfterWritingMayHaveRun) {
  const Failure failure = SessionLostFailure(true, "connection reset");
  EXPECT_EQ(failure.code, StatusCode::ABORTED);
  EXPECT_EQ(failure.outcome, Outcome::kUnknown);
  EXPECT_EQ(failure.message,
            "session lost with the request unanswered: connection reset");
}

TEST(FailuresTest, SessionLostBeforeWritingNeverRan) {
  const Failure failure = SessionLostFailure(false, "");
  EXPECT_EQ(failure.code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(failure.outcome, Outcome::kNotSent);
  EXPECT_EQ(failure.message, "session lost before the request was sent");
}

TEST(FailuresTest, RemoteFailureNamesUriAndFirstArgument) {
  const Failure failure = RemoteFailure(
      ErrorMapper(), "wamp.error.no_such_procedure", "no callee for com.x");
  EXPECT_EQ(failure.code, StatusCode::NOT_FOUND);
  EXPECT_EQ(failure.outcome, Outcome::kRemoteError);
  EXPECT_EQ(failure.uri, "wamp.error.no_such_procedure");
  EXPECT_EQ(failure.message,
            "wamp.error.no_such_procedure: no callee for com.x");
}

TEST(FailuresTest, RemoteFailureWithoutTextIsTheUriAlone) {
  const Failure failure =
      RemoteFailure(ErrorMapper(), "com.shop.sold_out", std::nullopt);
  EXPECT_EQ(failure.code, StatusCode::UNKNOWN);
  EXPECT_EQ(failure.message, "com.shop.sold_out");
}

TEST(FailuresTest, RemoteFailureByConfiguredRule) {
  const auto mapper = ErrorMapper::Create(
      {{"com.shop.sold_out", StatusCode::FAILED_PRECONDITION}});
  ASSERT_TRUE(mapper.ok());
  EXPECT_EQ(RemoteFailure(*mapper, "com.shop.sold_out", std::nullopt).code,
            StatusCode::FAILED_PRECONDITION);
}

RefusedJoin Refused(const char* uri, const char* message = "") {
  return {"orders", "realm1", "main", uri, message};
}

TEST(JoinFailureTest, StaticIdentityIsUnavailableWhateverTheReason) {
  const Failure failure =
      FailureOfJoin(Refused("wamp.error.not_authorized", "no such ticket"),
                    Credentials::kStatic);
  EXPECT_EQ(failure.code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(failure.outcome, Outcome::kNotSent);
  EXPECT_EQ(failure.uri, "wamp.error.not_authorized");
  EXPECT_EQ(failure.identity, "orders");
  EXPECT_EQ(failure.router, "main");
  EXPECT_EQ(failure.message,
            "identity orders cannot join realm1 at main: "
            "wamp.error.not_authorized (\"no such ticket\")");
}

TEST(JoinFailureTest, FailedConnectionIsSaidInWords) {
  const Failure failure =
      FailureOfJoin(Refused("", "connection refused"), Credentials::kStatic);
  EXPECT_EQ(failure.message,
            "identity orders cannot join realm1 at main: connection refused");
  EXPECT_EQ(failure.uri, "");
}

TEST(JoinFailureTest, CallersCredentialsRefusedIsUnauthenticated) {
  for (const char* uri :
       {"wamp.error.not_authorized", "wamp.error.authentication_denied",
        "wamp.error.authentication_failed",
        "wamp.error.authentication_required",
        "wamp.error.no_matching_auth_method", "wamp.error.no_auth_method",
        "wamp.error.no_such_principal"}) {
    const Failure failure = FailureOfJoin(Refused(uri), Credentials::kCaller);
    EXPECT_EQ(failure.code, StatusCode::UNAUTHENTICATED) << uri;
    EXPECT_EQ(failure.outcome, Outcome::kNotSent) << uri;
  }
}

TEST(JoinFailureTest, CallersRoleRefusedIsPermissionDenied) {
  for (const char* uri :
       {"wamp.error.no_such_role", "wamp.error.authorization_denied",
        "wamp.error.authorization_failed",
        "wamp.error.authorization_required"}) {
    EXPECT_EQ(FailureOfJoin(Refused(uri), Credentials::kCaller).code,
              StatusCode::PERMISSION_DENIED)
        << uri;
  }
}

TEST(JoinFailureTest, OtherReasonsAreUnavailableForCallersToo) {
  for (const char* uri : {"wamp.error.no_such_realm",
                          "wamp.close.system_shutdown", "com.x", ""}) {
    EXPECT_EQ(FailureOfJoin(Refused(uri), Credentials::kCaller).code,
              StatusCode::UNAVAILABLE)
        << uri;
  }
}

}  // namespace
}  // namespace wampbridge::bridge
