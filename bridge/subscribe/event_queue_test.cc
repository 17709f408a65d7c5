// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/event_queue.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Time At(int second) { return absl::FromUnixSeconds(second); }

EventQueue::Frame FrameOf(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

// Pushes events that are named by topic and number, so that they tell when
// they come: "a1" is topic "a", received at second 1.
EventQueue::Pushed Push(EventQueue& queue, const std::string& name) {
  return queue.PushEvent({static_cast<size_t>(name[0] - 'a'), name.substr(0, 1),
                          At(std::stoi(name.substr(1))), FrameOf(name)});
}

// Everything that can be popped; gaps as "gap:dropped:from-to:sources".
std::vector<std::string> Drain(EventQueue& queue) {
  std::vector<std::string> items;
  while (auto item = queue.Pop()) {
    if (auto* frame = std::get_if<EventQueue::Frame>(&*item)) {
      items.push_back(**frame);
    } else {
      const auto& gap = std::get<EventQueue::OverflowGap>(*item);
      items.push_back(absl::StrCat(
          "gap:", gap.dropped, ":", absl::ToUnixSeconds(gap.from), "-",
          absl::ToUnixSeconds(gap.to), ":", absl::StrJoin(gap.sources, ",")));
    }
  }
  return items;
}

EventQueue::Limits LimitsOf(OverflowPolicy policy, size_t events = 3) {
  return {events, 1000, policy};
}

TEST(EventQueueTest, GivesFramesInOrder) {
  EventQueue queue(LimitsOf(OverflowPolicy::kFail));
  queue.PushControl(FrameOf("subscribed"));
  Push(queue, "a1");
  Push(queue, "b2");
  EXPECT_THAT(Drain(queue), ElementsAre("subscribed", "a1", "b2"));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.events(), 0);
  EXPECT_EQ(queue.octets(), 0);
}

TEST(EventQueueTest, FailKeepsWhatIsQueuedAndTakesNoMore) {
  EventQueue queue(LimitsOf(OverflowPolicy::kFail, 2));
  Push(queue, "a1");
  Push(queue, "a2");
  EXPECT_EQ(Push(queue, "a3"), EventQueue::Pushed::kOverflowed);
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "a2"));
  EXPECT_EQ(Push(queue, "a4"), EventQueue::Pushed::kOverflowed);
  EXPECT_THAT(Drain(queue), IsEmpty());
}

TEST(EventQueueTest, DropOldestCountsARunInOneGapAtItsPlace) {
  EventQueue queue(LimitsOf(OverflowPolicy::kDropOldest, 2));
  for (const char* name : {"a1", "b2", "a3", "c4"}) Push(queue, name);
  EXPECT_THAT(Drain(queue), ElementsAre("gap:2:1-2:0,1", "a3", "c4"));
}

TEST(EventQueueTest, DropOldestNeverDropsControlFrames) {
  EventQueue queue(LimitsOf(OverflowPolicy::kDropOldest, 1));
  Push(queue, "a1");
  queue.PushControl(FrameOf("interrupted"));
  Push(queue, "a2");
  Push(queue, "a3");
  EXPECT_THAT(Drain(queue),
              ElementsAre("gap:1:1-1:0", "interrupted", "gap:1:2-2:0", "a3"));
}

TEST(EventQueueTest, EventLargerThanTheQueueBecomesAGap) {
  EventQueue queue({10, 4, OverflowPolicy::kDropOldest});
  Push(queue, "a1");
  EXPECT_EQ(queue.PushEvent({1, "b", At(2), FrameOf("too large")}),
            EventQueue::Pushed::kOverflowed);
  Push(queue, "c3");
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "gap:1:2-2:1", "c3"));
}

TEST(EventQueueTest, OctetsAreBoundedToo) {
  EventQueue queue({10, 4, OverflowPolicy::kDropOldest});
  for (const char* name : {"a1", "a2", "a3"}) Push(queue, name);
  EXPECT_EQ(queue.octets(), 4);
  EXPECT_THAT(Drain(queue), ElementsAre("gap:1:1-1:0", "a2", "a3"));
}

TEST(EventQueueTest, ConflateKeepsTheNewestOfEachTopic) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate, 3));
  for (const char* name : {"a1", "b2", "c3", "b4"}) Push(queue, name);
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "gap:1:2-2:1", "c3", "b4"));
}

TEST(EventQueueTest, ConflateReplacesAnotherTopicsOlderEventsFirst) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate, 3));
  for (const char* name : {"a1", "a2", "b3", "c4"}) Push(queue, name);
  EXPECT_THAT(Drain(queue), ElementsAre("gap:1:1-1:0", "a2", "b3", "c4"));
}

TEST(EventQueueTest, ConflateDropsTheOldestWhereEachTopicHasOne) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate, 2));
  for (const char* name : {"a1", "b2", "c3"}) Push(queue, name);
  EXPECT_THAT(Drain(queue), ElementsAre("gap:1:1-1:0", "b2", "c3"));
}

TEST(EventQueueTest, GapsOnBothSidesOfADroppedEventBecomeOne) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate, 3));
  for (const char* name : {"a1", "b2", "c3", "a4", "c5", "b6"}) {
    Push(queue, name);
  }
  EXPECT_THAT(Drain(queue), ElementsAre("gap:3:1-3:0,1,2", "a4", "c5", "b6"));
}

TEST(EventQueueTest, HeldEventsComeAfterControlFramesOfTheMeantime) {
  EventQueue queue(LimitsOf(OverflowPolicy::kFail));
  queue.Hold();
  Push(queue, "a1");
  queue.PushControl(FrameOf("subscribed"));
  EXPECT_THAT(Drain(queue), ElementsAre("subscribed"));
  queue.Release();
  EXPECT_THAT(Drain(queue), ElementsAre("a1"));
}

TEST(EventQueueTest, DropHeldForgetsOnlyWhatIsHeld) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate));
  Push(queue, "a1");
  queue.Hold();
  Push(queue, "a2");
  queue.DropHeld();
  queue.Release();
  EXPECT_EQ(queue.events(), 1);
  Push(queue, "a3");
  Push(queue, "a4");
  Push(queue, "a5");
  EXPECT_THAT(Drain(queue), ElementsAre("gap:3:1-4:0", "a5"));
}

TEST(EventQueueTest, GapsOfQueuedAndOfHeldEventsStayApart) {
  EventQueue queue(LimitsOf(OverflowPolicy::kDropOldest, 2));
  Push(queue, "a1");
  queue.Hold();
  for (const char* name : {"a2", "a3", "a4"}) Push(queue, name);
  queue.PushControl(FrameOf("subscribed"));
  queue.Release();
  EXPECT_THAT(Drain(queue), ElementsAre("gap:1:1-1:0", "subscribed",
                                        "gap:1:2-2:0", "a3", "a4"));
}

TEST(EventQueueTest, OverlappingTopicsConflateApart) {
  EventQueue queue(LimitsOf(OverflowPolicy::kConflate, 2));
  queue.PushEvent({0, "t", At(1), FrameOf("exact")});
  queue.PushEvent({1, "t", At(1), FrameOf("prefix")});
  queue.PushEvent({1, "t", At(2), FrameOf("prefix again")});
  EXPECT_THAT(Drain(queue),
              ElementsAre("exact", "gap:1:1-1:1", "prefix again"));
}

TEST(EventQueueTest, ControlFrameOfAHeldEventsPlaceGoesWithTheHeld) {
  EventQueue queue(LimitsOf(OverflowPolicy::kFail));
  queue.Hold();
  Push(queue, "a1");
  queue.PushControl(FrameOf("gap"), EventQueue::Order::kWithEvents);
  queue.PushControl(FrameOf("subscribed"));
  queue.Release();
  EXPECT_THAT(Drain(queue), ElementsAre("subscribed", "a1", "gap"));
}

TEST(EventQueueTest, ControlFramesAreBounded) {
  EventQueue queue({10, 20, OverflowPolicy::kDropOldest});
  EXPECT_EQ(queue.PushControl(FrameOf(std::string(20, 'x'))),
            EventQueue::Pushed::kQueued);
  EXPECT_EQ(queue.PushControl(FrameOf("y")), EventQueue::Pushed::kOverflowed);
}

// Whatever happens, what comes out and what the gaps count is what went in.
TEST(EventQueueTest, NothingIsLostUncounted) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (const auto policy :
       {OverflowPolicy::kDropOldest, OverflowPolicy::kConflate}) {
    EventQueue queue({5, 40, policy});
    uint64_t pushed = 0, popped = 0;
    const auto pop = [&] {
      auto item = queue.Pop();
      if (!item) return false;
      auto* gap = std::get_if<EventQueue::OverflowGap>(&*item);
      popped += gap != nullptr ? gap->dropped : 1;
      return true;
    };
    for (int i = 0; i < 10000; ++i) {
      switch (random() % 8) {
        case 0:
          queue.Hold();
          break;
        case 1:
          queue.Release();
          break;
        case 2:
        case 3:
          pop();
          break;
        default:
          queue.PushEvent(
              {random() % 2,
               std::string(1, static_cast<char>('a' + random() % 4)), At(i),
               FrameOf(std::string(random() % 50, 'x'))});
          ++pushed;
      }
      ASSERT_LE(queue.events(), 5);
      ASSERT_LE(queue.octets(), 40);
    }
    queue.Release();
    while (pop()) {
    }
    EXPECT_EQ(popped, pushed);
    EXPECT_EQ(queue.events(), 0);
    EXPECT_EQ(queue.octets(), 0);
  }
}

TEST(EventQueueTest, PastEventsComeBeforeWhatIsHeldAndAreNotDropped) {
  EventQueue queue({.events_max = 1, .policy = OverflowPolicy::kDropOldest});
  queue.Hold();
  Push(queue, "a1");
  queue.PushPast(FrameOf("past1"));
  queue.PushPast(FrameOf("past2"));
  Push(queue, "a2");
  queue.PushControl(FrameOf("caught up"));
  EXPECT_EQ(queue.past_events(), 2u);
  queue.Release();
  EXPECT_THAT(Drain(queue),
              ElementsAre("past1", "past2", "caught up", "gap:1:1-1:0", "a2"));
  EXPECT_EQ(queue.past_events(), 0u);
}

TEST(EventQueueTest, HeldPublicationsAreToldBySource) {
  EventQueue queue({});
  const auto push = [&](size_t source, uint64_t publication) {
    queue.PushEvent({source, "a", At(1), FrameOf("x"), publication});
  };
  push(0, 1);
  queue.Hold();
  push(0, 2);
  push(1, 3);
  push(0, 4);
  EXPECT_THAT(queue.HeldPublications(0), testing::UnorderedElementsAre(2, 4));
  EXPECT_THAT(queue.HeldPublications(1), testing::UnorderedElementsAre(3));
  queue.Release();
  EXPECT_THAT(queue.HeldPublications(0), IsEmpty());
}

}  // namespace
}  // namespace wampbridge::bridge
