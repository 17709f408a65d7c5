// SPDX-License-Identifier: Apache-2.0
// How a session begins, or fails to.
#include "wamp/client_features.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

using By = SessionLost::By;
using SessionJoinTest = SessionTest;

TEST_F(SessionJoinTest, HelloSaysRealmRolesAndHowToAuthenticate) {
  SessionOptions options = Options();
  options.authextra = Dict{{"pubkey", "ab"}};
  Make(options);
  session().Join(now);
  const auto hello = SentOne<Hello>();
  EXPECT_EQ(hello.realm, "realm1");
  EXPECT_EQ(hello.details, (Dict{{"roles", ClientRoles()},
                                 {"agent", "test"},
                                 {"authmethods", List{"ticket", "wampcra"}},
                                 {"authid", "joe"},
                                 {"authextra", Dict{{"pubkey", "ab"}}}}));
}

TEST_F(SessionJoinTest, AnonymousHelloLeavesAuthenticationOut) {
  SessionOptions options;
  options.realm = "realm1";
  Make(options);
  session().Join(now);
  EXPECT_EQ(SentOne<Hello>().details, (Dict{{"roles", ClientRoles()}}));
}

TEST_F(SessionJoinTest, WelcomeEstablishes) {
  Make();
  session().Join(now);
  Sent();
  Give(RouterWelcome());
  EXPECT_EQ(EventOne<Joined>().welcome.session, SessionId{1001});
  EXPECT_TRUE(session().established());
  EXPECT_EQ(session().id(), SessionId{1001});
  EXPECT_EQ(session().welcome().details, RouterWelcome().details);
  EXPECT_EQ(session().PollTimeout(), std::nullopt);
  EXPECT_TRUE(session().RouterHas("dealer", "call_canceling"));
  EXPECT_FALSE(session().RouterHas("broker", "call_canceling"));
}

TEST_F(SessionJoinTest, ChallengeIsAnsweredAndWelcomed) {
  BringTo(SessionState::kHelloSent);
  Give(Challenge{"wampcra", Dict{{"challenge", "{}"}}});
  const Challenge challenge = EventOne<Challenged>().challenge;
  EXPECT_EQ(challenge.authmethod, "wampcra");
  EXPECT_EQ(challenge.extra, (Dict{{"challenge", "{}"}}));
  ASSERT_TRUE(session().Authenticate("signed", Dict{{"a", 1}}, now).ok());
  const auto answer = SentOne<Authenticate>();
  EXPECT_EQ(answer.signature, "signed");
  EXPECT_EQ(answer.extra, (Dict{{"a", 1}}));
  Give(RouterWelcome());
  EventOne<Joined>();
}

TEST_F(SessionJoinTest, SecondRoundOfChallengeIsAllowed) {
  BringTo(SessionState::kAuthenticating);
  ASSERT_TRUE(session().Authenticate("first", {}, now).ok());
  Give(Challenge{"wampcra"});
  EventOne<Challenged>();
  ASSERT_TRUE(session().Authenticate("second", {}, now).ok());
  Give(RouterWelcome());
  EventOne<Joined>();
}

TEST_F(SessionJoinTest, ChallengeBeforeTheAnswerToTheFirstIsAViolation) {
  BringTo(SessionState::kAuthenticating);
  Give(Challenge{"ticket"});
  ExpectViolation("CHALLENGE while authenticating");
}

TEST_F(SessionJoinTest, WelcomeWhileAChallengeIsOpenIsAViolation) {
  BringTo(SessionState::kAuthenticating);
  Give(RouterWelcome());
  ExpectViolation("WELCOME while authenticating");
}

TEST_F(SessionJoinTest, ChallengeForAMethodNotOfferedIsAViolation) {
  BringTo(SessionState::kHelloSent);
  Give(Challenge{"cryptosign"});
  ExpectViolation("CHALLENGE for cryptosign, which was not offered");
}

TEST_F(SessionJoinTest, WelcomeByAnyMethodIsTakenWhereThatIsSaid) {
  SessionOptions options = Options();
  options.any_authmethod_welcomed = true;
  BringTo(SessionState::kHelloSent, std::move(options));
  Give(Welcome{SessionId{1}, Dict{{"authmethod", "anonymous"}}});
  EventOne<Joined>();
}

TEST_F(SessionJoinTest, WelcomeByAMethodNotOfferedIsAViolation) {
  BringTo(SessionState::kHelloSent);
  Give(Welcome{SessionId{1}, Dict{{"authmethod", "anonymous"}}});
  ExpectViolation("WELCOME says authmethod anonymous, which was not offered");
  EXPECT_EQ(session().id(), SessionId{});
}

TEST_F(SessionJoinTest, WelcomeThatNamesNoMethodIsTaken) {
  BringTo(SessionState::kHelloSent);
  Give(Welcome{SessionId{1}});
  EventOne<Joined>();
}

TEST_F(SessionJoinTest, RefusedChallengeAbortsWithItsReason) {
  BringTo(SessionState::kAuthenticating);
  ASSERT_TRUE(session()
                  .RefuseChallenge("wamp.error.authentication_failed",
                                   absl::UnavailableError("no secret"))
                  .ok());
  const auto abort = SentOne<Abort>();
  EXPECT_EQ(abort.reason, "wamp.error.authentication_failed");
  EXPECT_EQ(AbortText(abort), "no secret");
  const SessionLost lost = ExpectLost(By::kRefused);
  EXPECT_EQ(lost.reason, "wamp.error.authentication_failed");
  EXPECT_EQ(lost.cause, absl::UnavailableError("no secret"));
  EXPECT_FALSE(lost.joined);
}

TEST_F(SessionJoinTest, AbortIsNotAnsweredAndItsReasonAndTextAreKept) {
  BringTo(SessionState::kHelloSent);
  Give(Abort{.details = Dict{{"message", "no realm 'realm1'"}},
             .reason = "wamp.error.no_such_realm"});
  EXPECT_TRUE(Sent().empty());
  const SessionLost lost = ExpectLost(By::kAbort);
  EXPECT_EQ(lost.reason, "wamp.error.no_such_realm");
  EXPECT_EQ(lost.cause.message(),
            "wamp.error.no_such_realm (\"no realm 'realm1'\")");
  EXPECT_FALSE(lost.joined);
}

TEST_F(SessionJoinTest, GoodbyeWhileJoiningEndsWithItsReasonUnanswered) {
  BringTo(SessionState::kHelloSent);
  Give(Goodbye{.reason = "wamp.close.system_shutdown"});
  EXPECT_TRUE(Sent().empty());
  EXPECT_EQ(ExpectLost(By::kGoodbye).reason, "wamp.close.system_shutdown");
}

TEST_F(SessionJoinTest, RouterThatNeverAnswersIsLeftAfterJoinTimeout) {
  BringTo(SessionState::kHelloSent);
  const absl::Time due = now + Options().join_timeout;
  EXPECT_EQ(session().PollTimeout(), due);
  session().HandleTimeout(due - absl::Nanoseconds(1));
  EXPECT_FALSE(session().closed());
  session().HandleTimeout(due);
  EXPECT_EQ(SentOne<Abort>().reason, "wamp.error.timeout");
  EXPECT_EQ(ExpectLost(By::kTimeout).cause.code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(SessionJoinTest, AuthenticationDoesNotLengthenJoinTimeout) {
  BringTo(SessionState::kHelloSent);
  const auto due = session().PollTimeout();
  session().HandleMessage(Challenge{"ticket"}, now + absl::Seconds(3));
  EXPECT_EQ(session().PollTimeout(), due);
  ASSERT_TRUE(session().Authenticate("x", {}, now + absl::Seconds(4)).ok());
  EXPECT_EQ(session().PollTimeout(), due);
}

TEST_F(SessionJoinTest, ConnectionLostWhileJoiningEndsIt) {
  BringTo(SessionState::kHelloSent);
  session().HandleConnectionLost(absl::UnavailableError("reset"));
  const SessionLost lost = ExpectLost(By::kTransport);
  EXPECT_EQ(lost.cause, absl::UnavailableError("reset"));
  EXPECT_FALSE(lost.joined);
}

TEST_F(SessionJoinTest, SecondJoinSaysNothing) {
  BringTo(SessionState::kHelloSent);
  session().Join(now);
  ExpectQuiet();
}

TEST_F(SessionJoinTest, HelloOverThePeersLimitEndsTheSessionUnsent) {
  SessionOptions options = Options();
  options.message_bytes_max = 100;
  Make(options);
  session().Join(now);
  EXPECT_TRUE(Sent().empty());
  EXPECT_EQ(ExpectLost(By::kTransport).cause.code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(SessionJoinTest, AuthenticateOverThePeersLimitChangesNothing) {
  SessionOptions options = Options();
  options.message_bytes_max = 2000;
  BringTo(SessionState::kAuthenticating, options);
  EXPECT_EQ(session().Authenticate(std::string(3000, 'x'), {}, now).code(),
            absl::StatusCode::kResourceExhausted);
  ExpectQuiet();
  EXPECT_TRUE(session().Authenticate("short", {}, now).ok());
}

TEST_F(SessionJoinTest, CorrectedFeaturesAreTakenOverAnnouncedOnes) {
  SessionOptions options = Options();
  options.assume_features = {"event_history"};
  options.ignore_features = {"call_canceling"};
  Establish(options);
  EXPECT_TRUE(session().RouterHas("broker", "event_history"));
  EXPECT_FALSE(session().RouterHas("dealer", "call_canceling"));
}

}  // namespace
}  // namespace wampbridge::wamp
