// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/sample.h"

#include <gtest/gtest.h>

namespace wampbridge::bench {
namespace {

TEST(SampleTest, MedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle) {
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
}

TEST(SampleTest, MedianOfAnOddNumberIsTheOneInTheMiddle) {
  EXPECT_EQ(Median({9, 1, 2}), 2);
}

TEST(SampleTest, NothingHasTheMedianZero) { EXPECT_EQ(Median({}), 0); }

TEST(SampleTest, QuantileIsTheValueAtThatShare) {
  std::vector<double> values;
  for (int i = 100; i >= 0; --i) values.push_back(i);
  EXPECT_EQ(Quantile(values, 0.99), 99);
  EXPECT_EQ(Quantile(values, 0), 0);
}

TEST(SampleTest, ComesBackFromItsLine) {
  const Sample sample = {{kCpu, 1.25}, {kRate, 40000}};
  EXPECT_EQ(FromLine(ToLine(sample)), sample);
}

TEST(SampleTest, WordsThatAreNoMetricAreLeftOut) {
  EXPECT_EQ(FromLine("a b=c d=2"), (Sample{{"d", 2}}));
}

}  // namespace
}  // namespace wampbridge::bench
