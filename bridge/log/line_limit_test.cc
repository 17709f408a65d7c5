// SPDX-License-Identifier: Apache-2.0
#include "bridge/log/line_limit.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(LineLimit, NextWindowSaysHowManyWereLeftOut) {
  LineLimit limit(2, absl::Seconds(10));
  const absl::Time start = absl::UnixEpoch();
  EXPECT_EQ(limit.Take(start), 0);
  EXPECT_EQ(limit.Take(start + absl::Seconds(9)), 0);
  EXPECT_EQ(limit.Take(start + absl::Seconds(9)), std::nullopt);
  EXPECT_EQ(limit.Take(start + absl::Seconds(9)), std::nullopt);
  EXPECT_EQ(limit.Take(start + absl::Seconds(10)), 2);
  EXPECT_EQ(limit.Take(start + absl::Seconds(10)), 0);
  EXPECT_EQ(limit.Take(start + absl::Seconds(10)), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::bridge
