// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/manual_loop.h"

#include <gtest/gtest.h>

#include <string>

namespace wampbridge::transport {
namespace {

TEST(ManualLoopTest, RunsPostedFunctionsInOrderWithWhatTheyPost) {
  ManualLoop loop;
  std::string ran;
  loop.Post([&] {
    ran += 'a';
    loop.Post([&] { ran += 'c'; });
  });
  loop.Post([&] { ran += 'b'; });
  EXPECT_EQ(loop.RunPosted(), 3u);
  EXPECT_EQ(ran, "abc");
}

TEST(ManualLoopTest, BoundEndsFunctionsThatPostForEver) {
  ManualLoop loop;
  std::function<void()> again = [&] { loop.Post(again); };
  loop.Post(again);
  EXPECT_EQ(loop.RunPosted(100), 100u);
}

TEST(ManualLoopTest, TimersRunAtTheirTimeInOrder) {
  ManualLoop loop;
  const absl::Time start = loop.Now();
  std::vector<absl::Duration> ran;
  const auto note = [&] { ran.push_back(loop.Now() - start); };
  const auto late = loop.RunAfter(absl::Seconds(2), note);
  const auto early = loop.RunAfter(absl::Seconds(1), note);
  const auto never = loop.RunAfter(absl::Seconds(4), note);
  loop.Advance(absl::Seconds(3));
  EXPECT_EQ(ran, (std::vector{absl::Seconds(1), absl::Seconds(2)}));
  EXPECT_EQ(loop.Now() - start, absl::Seconds(3));
  EXPECT_EQ(loop.timers(), 1u);
}

TEST(ManualLoopTest, CancelledAndDestroyedTimersDoNotRun) {
  ManualLoop loop;
  int ran = 0;
  const auto cancelled = loop.RunAfter(absl::Seconds(1), [&] { ++ran; });
  {
    const auto destroyed = loop.RunAfter(absl::Seconds(1), [&] { ++ran; });
  }
  cancelled->Cancel();
  loop.Advance(absl::Seconds(2));
  EXPECT_EQ(ran, 0);
}

}  // namespace
}  // namespace wampbridge::transport
