// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/deadlines.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

#include "bridge/server/alarm.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {
namespace {

struct Waiter : Deadlines::Entry {
  virtual ~Waiter() = default;
  void OnDeadline() override { ++passed; }
  int passed = 0;
};

class DeadlinesTest : public testing::Test {
 protected:
  std::shared_ptr<Waiter> WaitFor(absl::Duration duration) {
    auto waiter = std::make_shared<Waiter>();
    deadlines_->Set(*waiter, waiter, loop_.Now() + duration);
    return waiter;
  }

  transport::ManualLoop loop_;
  std::shared_ptr<Deadlines> deadlines_ = Deadlines::Create(loop_);
};

TEST_F(DeadlinesTest, PassesAtItsTimeAndNotBefore) {
  const auto waiter = WaitFor(absl::Milliseconds(1234));
  loop_.Advance(absl::Milliseconds(1233));
  EXPECT_EQ(waiter->passed, 0);
  loop_.Advance(absl::Milliseconds(1) + Deadlines::kTick);
  EXPECT_EQ(waiter->passed, 1);
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(waiter->passed, 1);
}

TEST_F(DeadlinesTest, ClearedOneNeverPasses) {
  const auto waiter = WaitFor(absl::Seconds(1));
  deadlines_->Clear(*waiter);
  deadlines_->Clear(*waiter);
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(waiter->passed, 0);
}

TEST_F(DeadlinesTest, SettingAgainMovesIt) {
  const auto waiter = WaitFor(absl::Seconds(1));
  deadlines_->Set(*waiter, waiter, loop_.Now() + absl::Seconds(10));
  loop_.Advance(absl::Seconds(9));
  EXPECT_EQ(waiter->passed, 0);
  deadlines_->Set(*waiter, waiter, absl::InfiniteFuture());
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(waiter->passed, 0);
}

TEST_F(DeadlinesTest, AnEarlierOneThanAllOthersPassesInTime) {
  const auto late = WaitFor(absl::Minutes(1));
  const auto early = WaitFor(absl::Milliseconds(10));
  loop_.Advance(absl::Milliseconds(10) + Deadlines::kTick);
  EXPECT_EQ(early->passed, 1);
  EXPECT_EQ(late->passed, 0);
}

TEST_F(DeadlinesTest, OneThatHasPassedWhenItIsSetPassesAtOnce) {
  const auto waiter = WaitFor(absl::Seconds(-5));
  loop_.Advance(Deadlines::kTick);
  EXPECT_EQ(waiter->passed, 1);
}

TEST_F(DeadlinesTest, ManyOfThemTakeOneTimer) {
  std::vector<std::shared_ptr<Waiter>> waiters;
  for (int i = 0; i < 1000; ++i) {
    waiters.push_back(WaitFor(absl::Seconds(60) + i * absl::Milliseconds(1)));
  }
  EXPECT_EQ(loop_.timers(), 1u);
  for (const auto& waiter : waiters) deadlines_->Clear(*waiter);
}

TEST_F(DeadlinesTest, AnOwnerThatIsGoneIsNotCalled) {
  struct Leaving : Waiter {
    explicit Leaving(Deadlines& deadlines) : deadlines(deadlines) {}
    ~Leaving() { deadlines.Clear(*this); }
    Deadlines& deadlines;
  };
  auto leaving = std::make_shared<Leaving>(*deadlines_);
  deadlines_->Set(*leaving, leaving, loop_.Now() + absl::Seconds(1));
  leaving.reset();
  loop_.Advance(absl::Hours(1));
}

TEST_F(DeadlinesTest, RandomSetsAndClearsPassExactlyTheOnesThatAreLeft) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  std::vector<std::shared_ptr<Waiter>> waiters;
  std::vector<bool> cleared;
  for (int i = 0; i < 500; ++i) {
    waiters.push_back(WaitFor(absl::Milliseconds(random() % 3000)));
    cleared.push_back(false);
    const size_t other = random() % waiters.size();
    if (random() % 2 == 0) {
      deadlines_->Clear(*waiters[other]);
      cleared[other] = true;
    }
  }
  loop_.Advance(absl::Seconds(4));
  for (size_t i = 0; i < waiters.size(); ++i) {
    EXPECT_EQ(waiters[i]->passed, cleared[i] ? 0 : 1) << i;
  }
}

TEST_F(DeadlinesTest, AnAlarmRunsOnceAndCanBeMovedAndCleared) {
  int rang = 0;
  Alarm alarm(*deadlines_, [&rang] { ++rang; });
  alarm.SetAfter(absl::Seconds(1));
  alarm.SetAfter(absl::Seconds(3));
  loop_.Advance(absl::Seconds(2));
  EXPECT_EQ(rang, 0);
  loop_.Advance(absl::Seconds(2));
  EXPECT_EQ(rang, 1);
  alarm.SetAfter(absl::Seconds(1));
  alarm.Clear();
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(rang, 1);
}

}  // namespace
}  // namespace wampbridge::bridge
