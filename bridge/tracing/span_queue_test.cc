// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/span_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Span> Named(std::initializer_list<std::string> names) {
  std::vector<Span> spans;
  for (const std::string& name : names) spans.emplace_back().name = name;
  return spans;
}

std::vector<std::string> NamesOf(const std::vector<Span>& spans) {
  std::vector<std::string> names;
  for (const Span& span : spans) names.push_back(span.name);
  return names;
}

TEST(SpanQueue, GivesTheOldestInOrder) {
  SpanQueue queue(10);
  queue.Push(Named({"a", "b"}));
  queue.Push(Named({"c"}));
  EXPECT_THAT(NamesOf(queue.Take(2, absl::InfiniteDuration())),
              ElementsAre("a", "b"));
  EXPECT_THAT(NamesOf(queue.Take(2, absl::ZeroDuration())), ElementsAre("c"));
  EXPECT_THAT(queue.Take(2, absl::ZeroDuration()), IsEmpty());
  EXPECT_EQ(queue.dropped(), 0);
}

TEST(SpanQueue, WhatDoesNotFitIsDroppedAndCounted) {
  SpanQueue queue(2);
  queue.Push(Named({"a", "b", "c"}));
  queue.Push(Named({"d"}));
  EXPECT_EQ(queue.dropped(), 2);
  // More than it can hold are not waited for.
  EXPECT_THAT(NamesOf(queue.Take(100, absl::InfiniteDuration())),
              ElementsAre("a", "b"));
}

TEST(SpanQueue, WaitingEndsWhenThereAreEnough) {
  SpanQueue queue(10);
  auto taken = std::async(std::launch::async, [&queue] {
    return queue.Take(2, absl::InfiniteDuration());
  });
  queue.Push(Named({"a"}));
  queue.Push(Named({"b"}));
  EXPECT_THAT(NamesOf(taken.get()), ElementsAre("a", "b"));
}

TEST(SpanQueue, ClosedOneGivesTheRestAndTakesNothing) {
  SpanQueue queue(10);
  queue.Push(Named({"a"}));
  auto closed = std::async(std::launch::async, [&queue] {
    return queue.ClosedWithin(absl::InfiniteDuration());
  });
  EXPECT_FALSE(queue.ClosedWithin(absl::ZeroDuration()));
  queue.Close();
  EXPECT_TRUE(closed.get());
  queue.Push(Named({"b"}));
  EXPECT_EQ(queue.dropped(), 1);
  EXPECT_THAT(NamesOf(queue.Take(5, absl::InfiniteDuration())),
              ElementsAre("a"));
  EXPECT_THAT(queue.Take(5, absl::InfiniteDuration()), IsEmpty());
}

}  // namespace
}  // namespace wampbridge::bridge
