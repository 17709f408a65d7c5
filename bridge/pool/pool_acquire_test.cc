// SPDX-License-Identifier: Apache-2.0
// Getting sessions: places, load, growth, waiting, sessions of one's own.
#include "bridge/pool/pool_fixture.h"

namespace wampbridge::bridge {
namespace {

using absl::Milliseconds;
using absl::Seconds;
using grpc::StatusCode;

class PoolAcquireTest : public PoolTest {
 protected:
  uint64_t IdAt(Place place) {
    const auto connection = pool->TryAcquire(place);
    return connection == nullptr ? 0 : connection->session_id().value;
  }
};

TEST_F(PoolAcquireTest, CallsGoToTheLeastLoaded) {
  options.min = 3;
  StartJoined();
  Join(1);
  Join(2);
  Load(0, 3);
  Load(1, 1);
  Load(2, 2);
  EXPECT_EQ(IdAt(Place::kCall), 2u);
}

TEST_F(PoolAcquireTest, OneSessionPublishesAndSubscribesWhereExclusionIsThere) {
  options.min = 2;
  StartJoined();
  Join(1);
  EXPECT_EQ(IdAt(Place::kPublish), 1u);
  EXPECT_EQ(IdAt(Place::kSubscribe), 1u);
}

TEST_F(PoolAcquireTest, SecondSessionPublishesWithoutExclusionEvenOverMax) {
  options.max = 1;
  StartPool();
  Join(0, Exclusion::kNot);
  EXPECT_EQ(IdAt(Place::kSubscribe), 1u);
  EXPECT_EQ(IdAt(Place::kPublish), 0u);
  ASSERT_EQ(dialled(), 2u);
  const auto got = Acquire(Place::kPublish);
  Join(1, Exclusion::kNot);
  EXPECT_EQ(got->times, 1);
  EXPECT_EQ(IdAt(Place::kPublish), 2u);
  EXPECT_EQ(IdAt(Place::kSubscribe), 1u);
}

TEST_F(PoolAcquireTest, SessionThatRefusedARequestIsGivenToNobodyElse) {
  StartJoined();
  pool->ReportLost(pool->TryAcquire(Place::kCall));
  EXPECT_EQ(pool->TryAcquire(Place::kCall), nullptr);
  EXPECT_EQ(pool->Find({1}), nullptr);
  const auto got = Acquire(Place::kCall);
  EXPECT_EQ(got->times, 0);
  Lose(0);
  Advance(Milliseconds(500));
  Join(1);
  ASSERT_EQ(got->times, 1);
  EXPECT_EQ(got->connection->session_id().value, 2u);
}

TEST_F(PoolAcquireTest, PinnedSessionIsFoundWhileItLives) {
  StartJoined();
  EXPECT_NE(pool->Find({1}), nullptr);
  EXPECT_EQ(pool->Find({2}), nullptr);
  Lose(0);
  EXPECT_EQ(pool->Find({1}), nullptr);
}

TEST_F(PoolAcquireTest, OverloadOpensOneMoreUpToMax) {
  options.max = 2;
  options.target_in_flight = 4;
  StartJoined();
  Load(0, 3);
  IdAt(Place::kCall);
  Run();
  EXPECT_EQ(dialled(), 1u);
  Load(0, 1);
  IdAt(Place::kCall);
  IdAt(Place::kCall);
  Run();
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  EXPECT_EQ(IdAt(Place::kCall), 2u);
  Load(1, 4);
  IdAt(Place::kCall);
  Run();
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolAcquireTest, IdleSessionBeyondMinRetires) {
  options.target_in_flight = 1;
  options.idle_timeout = absl::Minutes(5);
  StartJoined();
  Load(0, 1);
  IdAt(Place::kCall);
  Run();
  Join(1);
  EXPECT_EQ(IdAt(Place::kCall), 2u);
  EXPECT_EQ(pool->Snapshot().sessions.size(), 2u);
  fake(0).AnswerError(fake(0).TakeRequests().at(0).id, "com.error");
  Advance(absl::Minutes(4));
  EXPECT_EQ(pool->Snapshot().sessions.size(), 2u);
  Advance(absl::Minutes(4));
  EXPECT_EQ(pool->Snapshot().sessions.size(), 1u);
  EXPECT_EQ(IdAt(Place::kCall), 1u);
  EXPECT_TRUE(fake(1).left());
  Lose(1, By::kUs);
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolAcquireTest, RetiringSessionWaitsForWhatIsOutstanding) {
  options.target_in_flight = 1;
  options.idle_timeout = Seconds(4);
  StartJoined();
  Load(0, 1);
  IdAt(Place::kCall);
  Run();
  Join(1);
  while (pool->Snapshot().sessions.size() == 2) Advance(Milliseconds(100));
  Load(1, 1);  // by one who got it before it retired
  Advance(Seconds(10));
  EXPECT_FALSE(fake(1).left());
  fake(1).AnswerError(fake(1).TakeRequests().at(0).id, "com.error");
  Advance(Seconds(1));
  EXPECT_TRUE(fake(1).left());
}

TEST_F(PoolAcquireTest, LiveSessionIsGivenAtOnce) {
  StartJoined();
  const auto got = Acquire(Place::kCall);
  EXPECT_EQ(got->times, 1);
  EXPECT_EQ(got->connection->session_id().value, 1u);
  EXPECT_EQ(got->wait, nullptr);
}

TEST_F(PoolAcquireTest, WaiterGetsTheSessionThatJoins) {
  StartPool();
  const auto got = Acquire(Place::kCall);
  EXPECT_EQ(got->times, 0);
  EXPECT_EQ(pool->Snapshot().waiters, 1);
  Join(0);
  EXPECT_EQ(got->times, 1);
  EXPECT_NE(got->connection, nullptr);
  Advance(absl::Minutes(1));
  EXPECT_EQ(got->times, 1);
}

TEST_F(PoolAcquireTest, WaitEndsAfterWaitForSessionAsUnavailableNotSent) {
  StartPool();
  const auto got = Acquire(Place::kCall);
  Advance(Milliseconds(999));
  EXPECT_EQ(got->times, 0);
  Advance(Milliseconds(1));
  ASSERT_EQ(got->times, 1);
  EXPECT_EQ(got->connection, nullptr);
  EXPECT_EQ(got->failure.code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(got->failure.outcome, Outcome::kNotSent);
  EXPECT_EQ(got->failure.message, "identity orders has no session at main yet");
  EXPECT_EQ(got->failure.identity, "orders");
}

TEST_F(PoolAcquireTest, WaitSaysWhyThereIsNoSession) {
  StartPool();
  Lose(0, By::kTransport, "", "connection refused");
  const auto got = Acquire(Place::kCall);
  EXPECT_EQ(got->times, 0);
  Advance(Seconds(1));
  EXPECT_EQ(got->failure.message,
            "identity orders cannot join realm1 at main: connection refused");
}

TEST_F(PoolAcquireTest, DeadlineThatComesFirstIsDeadlineExceeded) {
  StartPool();
  const auto got = Acquire(Place::kCall, Milliseconds(10));
  Advance(Milliseconds(10));
  ASSERT_EQ(got->times, 1);
  EXPECT_EQ(got->failure.code, StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(got->failure.outcome, Outcome::kNotSent);
}

TEST_F(PoolAcquireTest, NobodyWaitsAfterARefusedJoinUntilTheNextAttempt) {
  StartPool();
  const auto waiting = Acquire(Place::kCall);
  Lose(0, By::kAbort, "wamp.error.not_authorized", "wamp.error.not_authorized");
  const auto later = Acquire(Place::kCall);
  for (const auto& got : {waiting, later}) {
    ASSERT_EQ(got->times, 1);
    EXPECT_EQ(got->failure.code, StatusCode::UNAVAILABLE);
    EXPECT_EQ(got->failure.uri, "wamp.error.not_authorized");
    EXPECT_EQ(got->failure.message,
              "identity orders cannot join realm1 at main: "
              "wamp.error.not_authorized");
  }
  Advance(Seconds(2));
  ASSERT_EQ(dialled(), 2u);
  const auto patient = Acquire(Place::kCall);
  EXPECT_EQ(patient->times, 0);
  Join(1);
  EXPECT_NE(patient->connection, nullptr);
}

TEST_F(PoolAcquireTest, WaitersAreBounded) {
  options.waiters_max = 2;
  StartPool();
  const auto first = Acquire(Place::kCall);
  const auto second = Acquire(Place::kPublish);
  const auto third = Acquire(Place::kCall);
  ASSERT_EQ(third->times, 1);
  EXPECT_EQ(third->failure.code, StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(third->failure.outcome, Outcome::kNotSent);
  Join(0);
  EXPECT_EQ(first->times + second->times, 2);
}

TEST_F(PoolAcquireTest, DestroyedWaitIsNotCalled) {
  StartPool();
  const auto got = Acquire(Place::kCall);
  got->wait.reset();
  EXPECT_EQ(pool->Snapshot().waiters, 0);
  Join(0);
  Advance(absl::Minutes(1));
  EXPECT_EQ(got->times, 0);
}

TEST_F(PoolAcquireTest, StoppingPoolFailsWhoWaitsAndWhoComes) {
  StartPool();
  const auto waiting = Acquire(Place::kCall);
  pool->Stop([] {});
  Run();
  const auto later = Acquire(Place::kCall);
  for (const auto& got : {waiting, later}) {
    ASSERT_EQ(got->times, 1);
    EXPECT_EQ(got->failure.code, StatusCode::UNAVAILABLE);
    EXPECT_EQ(got->failure.outcome, Outcome::kNotSent);
  }
}

TEST_F(PoolAcquireTest, OwnSessionIsOpenedBeyondMaxAndNotShared) {
  options.max = 1;
  StartJoined();
  const auto own = AcquireOwn();
  EXPECT_EQ(own->times, 0);
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  ASSERT_EQ(own->times, 1);
  EXPECT_EQ(own->connection->session_id().value, 2u);
  EXPECT_EQ(IdAt(Place::kCall), 1u);
  EXPECT_EQ(pool->Find({2}), nullptr);
  EXPECT_EQ(pool->Snapshot().sessions.at(1).places, "own");
  pool->ReleaseOwn(own->connection);
  EXPECT_TRUE(fake(1).left());
  Lose(1, By::kUs);
  EXPECT_EQ(pool->Snapshot().sessions.size(), 1u);
  Advance(absl::Minutes(1));
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolAcquireTest, OwnSessionsAreBoundedAndGivenBackWhenLost) {
  options.publish_streams = 1;
  StartJoined();
  const auto first = AcquireOwn();
  Join(1);
  const auto second = AcquireOwn();
  ASSERT_EQ(second->times, 1);
  EXPECT_EQ(second->failure.code, StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(second->failure.outcome, Outcome::kNotSent);
  EXPECT_EQ(first->times_lost, 0);
  Lose(1);
  EXPECT_EQ(first->times_lost, 1);
  EXPECT_EQ(first->times, 1);
  const auto third = AcquireOwn();
  EXPECT_EQ(third->times, 0);
  EXPECT_EQ(dialled(), 3u);
}

TEST_F(PoolAcquireTest, OwnSessionWaitsForThePoolToLive) {
  StartPool();
  const auto own = AcquireOwn();
  EXPECT_EQ(dialled(), 1u);
  Join(0);
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  EXPECT_EQ(own->times, 1);
  EXPECT_NE(own->connection, nullptr);
}

TEST_F(PoolAcquireTest, OwnSessionThatIsRefusedFailsItsStream) {
  StartJoined();
  const auto own = AcquireOwn();
  Lose(1, By::kAbort, "wamp.error.not_authorized", "wamp.error.not_authorized");
  ASSERT_EQ(own->times, 1);
  EXPECT_EQ(own->failure.code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(own->failure.uri, "wamp.error.not_authorized");
  EXPECT_EQ(own->times_lost, 0);
  // The pool's own sessions live, so others are not told so.
  EXPECT_EQ(Acquire(Place::kCall)->times, 1);
  EXPECT_NE(pool->TryAcquire(Place::kCall), nullptr);
}

TEST_F(PoolAcquireTest, OwnSessionThatNobodyWaitsForIsClosed) {
  options.publish_streams = 1;
  StartJoined();
  const auto own = AcquireOwn();
  own->wait.reset();
  Run();
  EXPECT_TRUE(fake(1).closed());
  EXPECT_EQ(AcquireOwn()->times, 1);  // still counted: it is not gone yet
  Lose(1);
  EXPECT_EQ(own->times, 0);
  EXPECT_EQ(AcquireOwn()->times, 0);
}

TEST_F(PoolAcquireTest, OwnSessionThatComesTooLateIsClosed) {
  StartJoined();
  const auto own = AcquireOwn();
  Advance(Seconds(1));
  ASSERT_EQ(own->times, 1);
  EXPECT_EQ(own->failure.code, StatusCode::UNAVAILABLE);
  EXPECT_TRUE(fake(1).closed());
}

}  // namespace
}  // namespace wampbridge::bridge
