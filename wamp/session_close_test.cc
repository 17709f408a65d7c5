// SPDX-License-Identifier: Apache-2.0
// How an established session ends.
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

using By = SessionLost::By;

class SessionCloseTest : public SessionTest {
 protected:
  void SetUp() override { Establish(); }
};

TEST_F(SessionCloseTest, LeaveSaysGoodbyeAndEndsWithItsAnswer) {
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  EXPECT_EQ(SentOne<Goodbye>().reason, "wamp.close.close_realm");
  EXPECT_FALSE(session().established());
  // Crossbar answers with this reason; any will do.
  Give(Goodbye{.reason = "wamp.close.normal"});
  EXPECT_TRUE(Sent().empty());
  const SessionLost lost = ExpectLost(By::kUs);
  EXPECT_EQ(lost.reason, "wamp.close.normal");
  EXPECT_TRUE(lost.joined);
}

TEST_F(SessionCloseTest, RouterThatDoesNotAnswerGoodbyeIsLeftAnyway) {
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  Sent();
  const absl::Time due = now + Options().leave_timeout;
  EXPECT_EQ(session().PollTimeout(), due);
  session().HandleTimeout(due);
  EXPECT_TRUE(Sent().empty());
  ExpectLost(By::kUs);
}

TEST_F(SessionCloseTest, WhileLeavingEverythingButTheEndIsIgnored) {
  const RequestId id = Call();
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  Sent();
  Give(Result{.request = id});
  Give(Result{.request = RequestId{99}});
  Give(RouterWelcome());
  session().HandleMalformed(absl::InvalidArgumentError("octet 3"));
  ExpectQuiet();
  EXPECT_FALSE(session().closed());
}

TEST_F(SessionCloseTest, AbortAndLossWhileLeavingAreTheEndWeWished) {
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  Sent();
  Give(Abort{.reason = "wamp.error.protocol_violation"});
  EXPECT_TRUE(Sent().empty());
  ExpectLost(By::kUs);

  Establish();
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  EXPECT_TRUE(Sent().empty());
  ExpectLost(By::kUs);
}

TEST_F(SessionCloseTest, RoutersGoodbyeIsAnswered) {
  Give(Goodbye{.details = Dict{{"message", "bye"}},
               .reason = "wamp.close.system_shutdown"});
  EXPECT_EQ(SentOne<Goodbye>().reason, "wamp.close.goodbye_and_out");
  const SessionLost lost = ExpectLost(By::kGoodbye);
  EXPECT_EQ(lost.reason, "wamp.close.system_shutdown");
  EXPECT_EQ(lost.cause.message(), "wamp.close.system_shutdown (\"bye\")");
  EXPECT_TRUE(lost.joined);
}

TEST_F(SessionCloseTest, CrossingGoodbyesAreNotAnsweredTwice) {
  ASSERT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
  Give(Goodbye{.reason = "wamp.close.system_shutdown"});
  // Ours may still wait; nothing comes besides.
  for (const Message& message : Sent()) {
    EXPECT_EQ(std::get<Goodbye>(message).reason, "wamp.close.close_realm");
  }
  ExpectLost(By::kUs);
}

TEST_F(SessionCloseTest, RoutersAbortIsNotAnswered) {
  Give(Abort{.reason = "wamp.error.network_failure"});
  EXPECT_TRUE(Sent().empty());
  EXPECT_EQ(ExpectLost(By::kAbort).reason, "wamp.error.network_failure");
}

TEST_F(SessionCloseTest, EveryPendingRequestIsLostBeforeTheSession) {
  int tags[3];
  for (int& tag : tags) Call(&tag);
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  const std::vector<SessionEvent> events = Events();
  ASSERT_EQ(events.size(), 4u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(std::get<RequestLost>(events[i]).tag, &tags[i]);
  }
  EXPECT_EQ(std::get<SessionLost>(events[3]).by, By::kTransport);
  EXPECT_EQ(session().pending_requests(), 0u);
}

TEST_F(SessionCloseTest, AfterTheEndNothingIsHeardOrSaid) {
  session().HandleConnectionLost(absl::OkStatus());
  EXPECT_FALSE(ExpectLost(By::kTransport).cause.ok());
  Give(RouterWelcome());
  Give(Abort{.reason = "wamp.error.network_failure"});
  Give(Goodbye{.reason = "wamp.close.normal"});
  session().HandleMalformed(absl::InvalidArgumentError("octet 3"));
  session().HandleTimeout(absl::InfiniteFuture());
  session().HandleConnectionLost(absl::UnavailableError("again"));
  session().Join(now);
  ExpectQuiet();
}

}  // namespace
}  // namespace wampbridge::wamp
