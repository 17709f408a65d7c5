// SPDX-License-Identifier: Apache-2.0
// A new session takes the subscribing place, make before break.
#include "bridge/pool/pool_fixture.h"

namespace wampbridge::bridge {
namespace {

using absl::Seconds;
using Lines = std::vector<std::string>;
using Moved = SubscriberPlace::Moved;

class PoolReplacementTest : public PoolTest {
 protected:
  // One session has the place; its successor is dialled.
  void StartReplacing() {
    StartJoined();
    Told();
    pool->ReplaceSubscriber();
    Run();
    ASSERT_EQ(dialled(), 2u);
  }
};

TEST_F(PoolReplacementTest, SuccessorJoinsBesideTheOldThatThenRetires) {
  StartReplacing();
  EXPECT_EQ(Told(), Lines{});
  Join(1);
  EXPECT_EQ(Told(), (Lines{"successor joined 2"}));
  fake(0).Deliver({{50}, {1}, {}, {}});
  fake(1).Deliver({{60}, {1}, {}, {}});
  fake(1).Revoke({});
  EXPECT_EQ(pool->TryAcquire(Place::kSubscribe)->session_id().value, 1u);
  EXPECT_EQ(Told(),
            (Lines{"event 1", "successor's event 1", "successor revoked"}));
  Move(Moved::kMoved);
  EXPECT_EQ(pool->TryAcquire(Place::kSubscribe)->session_id().value, 2u);
  EXPECT_EQ(pool->TryAcquire(Place::kPublish)->session_id().value, 2u);
  fake(0).Deliver({{50}, {2}, {}, {}});
  fake(1).Deliver({{60}, {2}, {}, {}});
  EXPECT_EQ(Told(), (Lines{"event 2"}));  // the successor's
  Advance(Seconds(1));
  EXPECT_TRUE(fake(0).left());
  EXPECT_FALSE(fake(1).left());
  Lose(0, By::kGoodbye);
  EXPECT_EQ(Told(), Lines{});
  EXPECT_EQ(dialled(), 2u);  // there are as many as before
}

TEST_F(PoolReplacementTest, SuccessorThatCannotJoinIsTriedAgain) {
  StartReplacing();
  Lose(1, By::kTransport, "", "refused");
  EXPECT_EQ(Told(), Lines{});
  EXPECT_EQ(pool->TryAcquire(Place::kSubscribe)->session_id().value, 1u);
  Advance(Seconds(30));
  ASSERT_EQ(dialled(), 3u);
  Join(2);
  EXPECT_EQ(Told(), (Lines{"successor joined 3"}));
}

TEST_F(PoolReplacementTest, SuccessorLostInTheMiddleIsToldAndTriedAgain) {
  StartReplacing();
  Join(1);
  Told();
  Lose(1);
  EXPECT_EQ(Told(), (Lines{"successor lost: reset"}));
  EXPECT_EQ(pool->TryAcquire(Place::kSubscribe)->session_id().value, 1u);
  Advance(Seconds(30));
  ASSERT_EQ(dialled(), 3u);
  Join(2);
  EXPECT_EQ(Told(), (Lines{"successor joined 3"}));
}

TEST_F(PoolReplacementTest, SuccessorThatIsOfNoUseRetiresAndAnotherIsTried) {
  StartReplacing();
  Join(1);
  Move(Moved::kFailed);
  EXPECT_EQ(pool->TryAcquire(Place::kSubscribe)->session_id().value, 1u);
  Told();
  fake(1).Deliver({{60}, {1}, {}, {}});
  EXPECT_EQ(Told(), Lines{});
  Advance(Seconds(60));
  EXPECT_TRUE(fake(1).left());
  ASSERT_EQ(dialled(), 3u);
}

TEST_F(PoolReplacementTest, OldLostInTheMiddleGivesThePlaceToTheSuccessor) {
  StartReplacing();
  Join(1);
  Told();
  fake(0).SetLastHeard(absl::FromUnixSeconds(77));
  Lose(0);
  EXPECT_EQ(Told(), (Lines{"lost: reset, heard 77", "joined 2"}));
  Advance(Seconds(60));
  EXPECT_EQ(dialled(), 2u);  // it was replaced
}

TEST_F(PoolReplacementTest, OldLostBeforeTheSuccessorJoinsIsAnOrdinaryLoss) {
  StartReplacing();
  Lose(0);
  Told();
  Join(1);
  EXPECT_EQ(Told(), (Lines{"joined 2"}));
  Advance(Seconds(60));
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolReplacementTest, OneReplacementIsUnderWayAtATime) {
  StartReplacing();
  pool->ReplaceSubscriber();
  Run();
  EXPECT_EQ(dialled(), 2u);
  Join(1);
  pool->ReplaceSubscriber();
  Run();
  Move(Moved::kMoved);
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolReplacementTest, SessionThatIsJoiningIsReplacedOnceItHas) {
  StartPool();
  pool->ReplaceSubscriber();
  Run();
  Join(0);
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolReplacementTest, WithoutASessionTheNextIsNewAnyway) {
  StartPool();
  Lose(0);
  pool->ReplaceSubscriber();
  Run();
  Advance(Seconds(30));
  ASSERT_EQ(dialled(), 2u);
  Join(1);
  EXPECT_EQ(dialled(), 2u);
}

TEST_F(PoolReplacementTest, SuccessorIsNotClosedAsIdle) {
  options.idle_timeout = Seconds(4);
  StartReplacing();
  Join(1);
  Advance(Seconds(20));
  EXPECT_FALSE(fake(1).left());
  Move(Moved::kMoved);
  Advance(Seconds(20));
  EXPECT_TRUE(fake(0).left());
  EXPECT_FALSE(fake(1).left());
}

}  // namespace
}  // namespace wampbridge::bridge
