// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/latency_histogram.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace wampbridge::bridge {
namespace {

TEST(LatencyHistogramTest, ABoundBelongsToItsBucket) {
  LatencyHistogram histogram;
  histogram.Observe(absl::Microseconds(100));
  histogram.Observe(absl::Microseconds(101));
  const LatencyHistogram::Snapshot taken = histogram.Take();
  EXPECT_EQ(taken.counts[0], 1u);
  EXPECT_EQ(taken.counts[1], 1u);
  EXPECT_EQ(taken.count(), 2u);
}

TEST(LatencyHistogramTest, WhatIsLongerThanAnyBoundIsInTheLastBucket) {
  LatencyHistogram histogram;
  histogram.Observe(absl::Hours(1));
  EXPECT_EQ(histogram.Take().counts.back(), 1u);
  EXPECT_DOUBLE_EQ(histogram.Take().seconds, 3600);
}

TEST(LatencyHistogramTest, AClockThatGoesBackCountsAsZero) {
  LatencyHistogram histogram;
  histogram.Observe(-absl::Seconds(5));
  EXPECT_EQ(histogram.Take().counts.front(), 1u);
  EXPECT_EQ(histogram.Take().seconds, 0);
}

TEST(LatencyHistogramTest, ThreadsLoseNoObservation) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10000;
  LatencyHistogram histogram;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&histogram] {
      for (int n = 0; n < kEach; ++n) histogram.Observe(absl::Milliseconds(1));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(histogram.Take().count(), uint64_t{kThreads} * kEach);
  EXPECT_NEAR(histogram.Take().seconds, kThreads * kEach / 1000.0, 1e-6);
}

}  // namespace
}  // namespace wampbridge::bridge
