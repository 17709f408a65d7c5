// SPDX-License-Identifier: Apache-2.0
// New sessions for all that there are, other options, and an end without haste.
#include "bridge/errors/failures.h"
#include "bridge/pool/pool_fixture.h"

namespace wampbridge::bridge {
namespace {

using absl::Seconds;
using Lines = std::vector<std::string>;
using Moved = SubscriberPlace::Moved;

class PoolRenewalTest : public PoolTest {
 protected:
  // Two sessions live, of which the first has all places.
  void StartTwo() {
    options.min = 2;
    StartJoined();
    Join(1);
    ASSERT_EQ(dialled(), 2u);
    Told();
  }
};

TEST_F(PoolRenewalTest, OldSessionsRetireOnceAsManyNewOnesHaveJoined) {
  StartTwo();
  pool->Renew();
  Run();
  ASSERT_EQ(dialled(), 3u);  // the subscribing one's successor
  Join(2);
  Move(Moved::kMoved);
  ASSERT_EQ(dialled(), 4u);
  Advance(Seconds(5));
  EXPECT_FALSE(fake(1).left());
  Join(3);
  Advance(Seconds(1));
  EXPECT_TRUE(fake(0).left());
  EXPECT_TRUE(fake(1).left());
  EXPECT_FALSE(fake(2).left());
  EXPECT_FALSE(fake(3).left());
  Lose(0, By::kGoodbye);
  Lose(1, By::kGoodbye);
  EXPECT_EQ(dialled(), 4u);
}

TEST_F(PoolRenewalTest, RefusedNewCredentialsLeaveTheOldSessionsAtWork) {
  StartJoined();
  pool->Renew();
  Run();
  ASSERT_EQ(dialled(), 2u);
  Lose(1, By::kAbort, "wamp.error.not_authorized", "no");
  Advance(absl::Milliseconds(100));
  EXPECT_EQ(pool->TryAcquire(Place::kCall)->session_id().value, 1u);
  EXPECT_NE(pool->Snapshot().last_error, "");
  Advance(Seconds(60));
  EXPECT_GE(dialled(), 3u);
  EXPECT_FALSE(fake(0).left());
}

TEST_F(PoolRenewalTest, RenewalDuringARenewalReplacesTheNewOnesToo) {
  StartJoined();
  pool->Renew();
  Run();
  pool->Renew();
  Run();
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  Move(Moved::kMoved);
  ASSERT_EQ(dialled(), 3u);
  Join(2);
  Move(Moved::kMoved);
  Advance(Seconds(1));
  EXPECT_TRUE(fake(0).left());
  EXPECT_TRUE(fake(1).left());
  EXPECT_FALSE(fake(2).left());
}

TEST_F(PoolRenewalTest, ChangeOfBoundsNeedsNoNewSession) {
  StartJoined();
  options.wait_for_session = Seconds(7);
  pool->ChangeTo(options, SessionPool::Change::kBounds);
  Run();
  EXPECT_EQ(dialled(), 1u);
  options.min = 2;
  pool->ChangeTo(options, SessionPool::Change::kBounds);
  Run();
  EXPECT_EQ(dialled(), 2u);  // one more, beside the first
  Advance(Seconds(5));
  EXPECT_FALSE(fake(0).left());
}

TEST_F(PoolRenewalTest, ChangeWithAGapLeavesAtOnceAndJoinsAnew) {
  StartJoined();
  Told();
  options.dial.front().url = "ws://elsewhere/ws";
  pool->ChangeTo(options, SessionPool::Change::kWithGap);
  Run();
  EXPECT_EQ(Told().front().substr(0, 5), "lost:");
  ASSERT_EQ(dialled(), 2u);
  EXPECT_EQ(url(1), "ws://elsewhere/ws");
  EXPECT_EQ(pool->TryAcquire(Place::kCall), nullptr);
  Join(1);
  EXPECT_EQ(pool->TryAcquire(Place::kCall)->session_id().value, 2u);
  Advance(Seconds(1));
  EXPECT_TRUE(fake(0).left());
}

TEST_F(PoolRenewalTest, RetiringPoolTellsWhyAndLeavesWhenCallsAreDone) {
  StartJoined();
  Load(0, 1);
  bool gone = false;
  pool->Retire(NotSent(grpc::StatusCode::UNAUTHENTICATED, "over"),
               [&gone] { gone = true; });
  Run();
  const auto late = Acquire(Place::kCall);
  EXPECT_EQ(late->failure.message, "over");
  Advance(Seconds(5));
  EXPECT_FALSE(fake(0).left());
  EXPECT_FALSE(gone);
  Lose(0);
  Run();
  EXPECT_TRUE(gone);
  EXPECT_EQ(dialled(), 1u);
}

TEST_F(PoolRenewalTest, RetiringPoolLeavesAtOnceWhereNothingIsOutstanding) {
  StartJoined();
  pool->Retire(NotSent(grpc::StatusCode::UNAVAILABLE, "over"), [] {});
  Run();
  Advance(Seconds(1));
  EXPECT_TRUE(fake(0).left());
}

TEST_F(PoolRenewalTest, OwnSessionsAreAskedBackByARetiringPool) {
  StartJoined();
  const auto own = AcquireOwn();
  Run();
  Join(1);
  ASSERT_NE(own->connection, nullptr);
  pool->Retire(NotSent(grpc::StatusCode::UNAUTHENTICATED, "over"), [] {});
  Run();
  EXPECT_EQ(own->times_lost, 1);
  EXPECT_EQ(own->failure.message, "over");
}

TEST_F(PoolRenewalTest, RefusalWithoutALiveSessionIsTold) {
  std::vector<std::string> refusals;
  options.refused = [&refusals](const Failure& failure) {
    refusals.push_back(failure.message);
  };
  options.credentials = Credentials::kCaller;
  StartPool();
  Lose(0, By::kAbort, "wamp.error.not_authorized", "bad ticket");
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_NE(refusals[0].find("bad ticket"), std::string::npos);
}

}  // namespace
}  // namespace wampbridge::bridge
