// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/backoff.h"

#include "gtest/gtest.h"

namespace wampbridge::transport {
namespace {

using absl::Milliseconds;
using absl::Seconds;

TEST(BackoffTest, CeilingGrowsByTheMultiplierUpToTheMaximum) {
  Backoff backoff({.initial = Seconds(1), .max = Seconds(7), .multiplier = 2});
  EXPECT_EQ(backoff.Next(0.5), Milliseconds(500));
  EXPECT_EQ(backoff.Next(0.5), Seconds(1));
  EXPECT_EQ(backoff.Next(0.5), Seconds(2));
  EXPECT_EQ(backoff.Next(0.5), Milliseconds(3500));
  EXPECT_EQ(backoff.Next(0.5), Milliseconds(3500));
}

TEST(BackoffTest, JitterIsFull) {
  Backoff backoff({.initial = Seconds(1), .max = Seconds(1), .multiplier = 1});
  EXPECT_EQ(backoff.Next(0), absl::ZeroDuration());
  EXPECT_EQ(backoff.Next(0.25), Milliseconds(250));
  EXPECT_LT(backoff.Next(0.999), Seconds(1));
}

TEST(BackoffTest, ResetStartsAnew) {
  Backoff backoff({.initial = Seconds(1), .max = Seconds(60), .multiplier = 2});
  backoff.Next(0);
  backoff.Next(0);
  EXPECT_EQ(backoff.ceiling(), Seconds(4));
  backoff.Reset();
  EXPECT_EQ(backoff.ceiling(), Seconds(1));
}

TEST(BackoffTest, DefaultsReachTheirMaximumInElevenAttempts) {
  Backoff backoff({});
  int attempts = 0;
  while (backoff.ceiling() < Seconds(30)) {
    backoff.Next(0);
    ++attempts;
  }
  EXPECT_EQ(attempts, 11);
}

TEST(BackoffTest, LongOutageDoesNotOverflow) {
  Backoff backoff(
      {.initial = Seconds(1), .max = absl::Hours(1), .multiplier = 1000});
  for (int attempt = 0; attempt < 10000; ++attempt) backoff.Next(0.5);
  EXPECT_EQ(backoff.Next(0.5), absl::Minutes(30));
}

TEST(BackoffTest, OptionsOutOfRangeAreBounded) {
  Backoff backoff({.initial = Seconds(9), .max = Seconds(2), .multiplier = 0});
  EXPECT_EQ(backoff.Next(0.5), Seconds(1));
  EXPECT_EQ(backoff.Next(0.5), Seconds(1));
  EXPECT_EQ(backoff.Next(7), Seconds(2));
}

}  // namespace
}  // namespace wampbridge::transport
