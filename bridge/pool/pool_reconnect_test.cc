// SPDX-License-Identifier: Apache-2.0
// Joining, losing, joining again; what the subscribing place is told.
#include <utility>

#include "auth/authenticator.h"
#include "bridge/pool/pool_fixture.h"

namespace wampbridge::bridge {
namespace {

using absl::Milliseconds;
using absl::Seconds;
using Lines = std::vector<std::string>;

class PoolReconnectTest : public PoolTest {};

TEST_F(PoolReconnectTest, JoinsOneSessionAndTellsTheSubscriber) {
  StartPool();
  ASSERT_EQ(dialled(), 1u);
  EXPECT_TRUE(fake(0).started());
  EXPECT_FALSE(pool->Snapshot().live);
  EXPECT_EQ(pool->Snapshot().state, "connecting");
  Join(0);
  EXPECT_EQ(Told(), (Lines{"joined 1"}));
  const PoolSnapshot snapshot = pool->Snapshot();
  EXPECT_TRUE(snapshot.live);
  EXPECT_TRUE(snapshot.ever_joined);
  EXPECT_EQ(snapshot.state, "joined");
  ASSERT_EQ(snapshot.sessions.size(), 1u);
  EXPECT_EQ(snapshot.sessions[0].places, "call publish subscribe");
  EXPECT_EQ(snapshot.sessions[0].url, "ws://a");
}

TEST_F(PoolReconnectTest, LossIsToldAndAnotherSessionIsDialledAfterAPause) {
  StartJoined();
  fake(0).SetLastHeard(absl::FromUnixSeconds(77));
  Told();
  Lose(0);
  EXPECT_EQ(Told(), (Lines{"lost: reset, heard 77"}));
  EXPECT_EQ(dialled(), 1u);
  EXPECT_EQ(pool->TryAcquire(Place::kCall), nullptr);
  EXPECT_EQ(pool->Snapshot().last_error,
            "identity orders has lost its session at main: reset");
  EXPECT_EQ(pool->Snapshot().state, "waiting");
  EXPECT_EQ(pool->Snapshot().next_attempt, loop_.Now() + Milliseconds(100));
  Advance(Milliseconds(99));
  EXPECT_EQ(dialled(), 1u);
  Advance(Milliseconds(1));
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  EXPECT_EQ(Told(), (Lines{"joined 2"}));
  EXPECT_EQ(pool->Snapshot().last_error, "");
}

TEST_F(PoolReconnectTest, NeverGivesUp) {
  StartPool();
  for (size_t attempt = 0; attempt < 100; ++attempt) {
    ASSERT_EQ(dialled(), attempt + 1);
    Lose(attempt, By::kTransport, "", "refused");
    Advance(Seconds(15));  // half of the longest pause
  }
  Join(100);
  EXPECT_NE(pool->TryAcquire(Place::kCall), nullptr);
}

TEST_F(PoolReconnectTest, UrlsAreTriedInOrderBeforeThePause) {
  options.dial.resize(2);
  options.dial[1].url = "ws://b";
  StartPool();
  Lose(0);
  Advance(absl::ZeroDuration());
  ASSERT_EQ(dialled(), 2u);
  EXPECT_EQ(url(1), "ws://b");
  Lose(1);
  Advance(absl::ZeroDuration());
  EXPECT_EQ(dialled(), 2u);
  Advance(Milliseconds(100));
  ASSERT_EQ(dialled(), 3u);
  EXPECT_EQ(url(2), "ws://a");
}

TEST_F(PoolReconnectTest, SessionsOfAPoolShareOneUrl) {
  options.dial.resize(2);
  options.dial[1].url = "ws://b";
  options.min = 3;
  StartPool();
  Lose(0);
  Advance(absl::ZeroDuration());
  Join(1);
  ASSERT_EQ(dialled(), 4u);
  EXPECT_EQ(url(2), "ws://b");
  Lose(2);
  Advance(Seconds(1));
  ASSERT_EQ(dialled(), 5u);
  EXPECT_EQ(url(4), "ws://b");
}

TEST_F(PoolReconnectTest, RefusedJoinNamesReasonAndText) {
  StartPool();
  Lose(0, By::kAbort, "wamp.error.not_authorized",
       "wamp.error.not_authorized (\"wrong secret\")");
  EXPECT_EQ(Told(), (Lines{"refused: identity orders cannot join realm1 at "
                           "main: wamp.error.not_authorized (\"wrong "
                           "secret\")"}));
  EXPECT_TRUE(pool->Snapshot().refused);
  EXPECT_EQ(pool->Snapshot().state, "refused");
  // Longer than after a failed connection: between 1 and 2 s here.
  Advance(Milliseconds(1499));
  EXPECT_EQ(dialled(), 1u);
  Advance(Milliseconds(1));
  EXPECT_EQ(dialled(), 2u);
  EXPECT_FALSE(pool->Snapshot().refused);
  EXPECT_EQ(pool->Snapshot().state, "connecting");
}

TEST_F(PoolReconnectTest, AuthenticatorThatCannotBeMadeIsARefusedJoin) {
  options.authenticator = [] {
    return absl::StatusOr<std::unique_ptr<auth::Authenticator>>(
        absl::NotFoundError("ORDERS_SECRET is not set"));
  };
  StartPool();
  EXPECT_EQ(dialled(), 0u);
  EXPECT_EQ(Told(), (Lines{"refused: identity orders cannot join realm1 at "
                           "main: ORDERS_SECRET is not set"}));
  EXPECT_TRUE(pool->Snapshot().refused);
  Advance(Seconds(2));
  EXPECT_EQ(Told().size(), 1u);
}

TEST_F(PoolReconnectTest, ChallengeIsAnsweredByTheAuthenticator) {
  options.authenticator = [] {
    auth::Credentials joe;
    joe.method = "ticket";
    joe.authid = "joe";
    joe.secret = auth::Secret("s3");
    return auth::MakeAuthenticator(std::move(joe));
  };
  StartPool();
  fake(0).Challenge({"ticket"});
  EXPECT_EQ(fake(0).signatures(), (Lines{"s3"}));
}

TEST_F(PoolReconnectTest, RouterThatDoesNotProveItselfIsLeft) {
  options.authenticator = [] {
    return auth::MakeAuthenticator({"scram", "joe", auth::Secret("s3"), {}});
  };
  StartPool();
  fake(0).Join();
  EXPECT_TRUE(fake(0).left());
  EXPECT_EQ(Told(), Lines{});
  Lose(0, By::kUs);
  EXPECT_EQ(Told(),
            (Lines{"refused: identity orders cannot join realm1 at main: "
                   "wamp.error.authentication_failed (\"the router let the "
                   "session in without a CHALLENGE, so that it may not know "
                   "the secret at all: scram asks both sides for a proof\")"}));
  EXPECT_TRUE(pool->Snapshot().refused);
}

TEST_F(PoolReconnectTest, BoundProofIsOfTheConnectionsTls) {
  options.authenticator = [] {
    return auth::MakeAuthenticator({"cryptosign",
                                    "joe",
                                    auth::Secret(std::string(64, '1')),
                                    {},
                                    auth::ChannelBinding::kTlsUnique});
  };
  StartPool();
  const wamp::Challenge challenge{
      "cryptosign", wamp::Dict{{"challenge", std::string(64, 'f')}}};
  fake(0).SetTls({.unique = "some TLS message"});
  fake(0).Challenge(challenge);
  ASSERT_EQ(fake(0).signatures().size(), 1u);
  // The challenge XOR SHA-256 of that.
  EXPECT_EQ(fake(0).signatures()[0].substr(128),
            "9d16ca518aa0c2b707f2b2a609edeca73bca8dd59817a633f35574ac6fd80d00");
}

TEST_F(PoolReconnectTest, CookieGoesIntoTheHandshake) {
  options.authenticator = [] {
    return auth::MakeAuthenticator({"cookie", "", auth::Secret("a=b"), {}});
  };
  StartPool();
  EXPECT_EQ(dial(0).headers.at("Cookie"), "a=b");
}

TEST_F(PoolReconnectTest, ChallengeThatCannotBeAnsweredIsRefused) {
  StartPool();
  fake(0).Challenge({"wampcra"});
  EXPECT_TRUE(fake(0).closed());
  EXPECT_TRUE(fake(0).signatures().empty());
}

TEST_F(PoolReconnectTest, EventsAndRevocationsGoToTheSubscriberOnly) {
  options.min = 2;
  StartJoined();
  Join(1);
  Told();
  fake(0).Deliver({.publication = {5}});
  fake(1).Deliver({.publication = {6}});
  fake(0).Revoke({});
  EXPECT_EQ(Told(), (Lines{"event 5", "revoked"}));
}

TEST_F(PoolReconnectTest, AnotherLiveSessionTakesThePlacesOfALostOne) {
  options.min = 2;
  StartJoined();
  Join(1);
  Told();
  Lose(0);
  EXPECT_EQ(Told(), (Lines{"lost: reset, heard 0", "joined 2"}));
  EXPECT_EQ(pool->TryAcquire(Place::kPublish)->session_id().value, 2u);
}

TEST_F(PoolReconnectTest, GoingBackToTheFirstUrlWaitsForIdleness) {
  options.failback = PoolOptions::Failback::kIdle;
  options.idle_timeout = absl::Minutes(1);
  options.dial.resize(2);
  options.dial[1].url = "ws://b";
  StartPool();
  Lose(0);
  Advance(absl::ZeroDuration());
  Join(1);
  Load(1, 1);
  Told();
  Advance(absl::Minutes(5));
  EXPECT_EQ(dialled(), 2u);
  for (const auto& request : fake(1).TakeRequests()) {
    ASSERT_TRUE(fake(1).Cancel(request.id, wamp::CancelMode::kKill).ok());
  }
  Advance(absl::Minutes(2));
  ASSERT_EQ(dialled(), 3u);
  EXPECT_EQ(url(2), "ws://a");
  EXPECT_TRUE(Told().empty());
  Join(2);
  EXPECT_EQ(Told(), (Lines{"lost: the pool's sessions have moved, heard 0",
                           "joined 3"}));
  Advance(Seconds(1));
  EXPECT_TRUE(fake(1).left());
}

TEST_F(PoolReconnectTest, FailedTryOfTheFirstUrlDisturbsNobody) {
  options.failback = PoolOptions::Failback::kIdle;
  options.idle_timeout = absl::Minutes(1);
  options.dial.resize(2);
  options.dial[1].url = "ws://b";
  StartPool();
  Lose(0);
  Advance(absl::ZeroDuration());
  Join(1);
  Told();
  Advance(absl::Minutes(2));
  ASSERT_EQ(dialled(), 3u);
  Lose(2);
  EXPECT_TRUE(Told().empty());
  EXPECT_EQ(pool->TryAcquire(Place::kPublish)->session_id().value, 2u);
}

TEST_F(PoolReconnectTest, StopLeavesEverySessionAndThenSaysSo) {
  options.min = 2;
  StartJoined();
  bool stopped = false;
  pool->Stop([&] { stopped = true; });
  Run();
  EXPECT_TRUE(fake(0).left());
  EXPECT_TRUE(fake(1).closed());  // was joining
  Lose(1);
  EXPECT_FALSE(stopped);
  Lose(0, By::kUs);
  EXPECT_TRUE(stopped);
  Advance(absl::Minutes(1));
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolReconnectTest, StopOfAPoolWithoutSessionsSaysSoAtOnce) {
  StartPool();
  Lose(0);
  bool stopped = false;
  pool->Stop([&] { stopped = true; });
  Run();
  EXPECT_TRUE(stopped);
  Advance(absl::Minutes(1));
  EXPECT_EQ(dialled(), 1u);
}

TEST_F(PoolReconnectTest, StateListenerHearsOfJoinAndLoss) {
  StartPool();
  std::vector<bool> live;
  pool->SetStateListener([&] { live.push_back(pool->Snapshot().live); });
  Join(0);
  Lose(0);
  EXPECT_EQ(live, (std::vector<bool>{true, false}));
  pool->SetStateListener(nullptr);
}

}  // namespace
}  // namespace wampbridge::bridge
