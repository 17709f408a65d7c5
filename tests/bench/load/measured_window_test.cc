// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/measured_window.h"

#include <gtest/gtest.h>

#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

TEST(MeasuredWindowTest, WithOperationsEndsAfterThatMany) {
  MeasuredWindow window({.operations = 3});
  EXPECT_TRUE(window.Add(NowNanoseconds()));
  EXPECT_TRUE(window.Add(NowNanoseconds()));
  EXPECT_FALSE(window.Add(NowNanoseconds()));
  EXPECT_TRUE(window.over());
}

TEST(MeasuredWindowTest, WhatEndsWhileItWarmsUpDoesNotCount) {
  MeasuredWindow window({.warm_up_seconds = 1000});
  EXPECT_TRUE(window.Add(NowNanoseconds()));
  EXPECT_EQ(window.operations(), 0);
}

TEST(MeasuredWindowTest, WhatEndsAfterwardsDoesNotCount) {
  MeasuredWindow window({.operations = 1});
  window.Add(NowNanoseconds());
  EXPECT_FALSE(window.Add(NowNanoseconds()));
  EXPECT_EQ(window.operations(), 1);
}

TEST(MeasuredWindowTest, ManyOperationsHaveOneLatency) {
  constexpr int64_t kMicrosecond = 1000;
  MeasuredWindow window({.operations = 10});
  window.AddMany(10, NowNanoseconds() - 5 * kMicrosecond);
  Sample sample = window.Take();
  EXPECT_GE(sample[kP50], 5);
  EXPECT_GT(sample[kRate], 0);
}

TEST(MeasuredWindowTest, LatenciesThatNobodyKnowsAreNotTold) {
  MeasuredWindow window({.operations = 1});
  window.AddMany(1, 0);
  EXPECT_EQ(window.Take().count(kP50), 0U);
}

}  // namespace
}  // namespace wampbridge::bench
