// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/proto_time.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

TEST(ProtoTime, NanosecondsAreKept) {
  const auto time = ToProto(absl::FromUnixNanos(1'700'000'000'123'456'789));
  EXPECT_EQ(time.seconds(), 1'700'000'000);
  EXPECT_EQ(time.nanos(), 123'456'789);
  const auto duration = ToProto(absl::Seconds(3) + absl::Nanoseconds(4));
  EXPECT_EQ(duration.seconds(), 3);
  EXPECT_EQ(duration.nanos(), 4);
}

}  // namespace
}  // namespace wampbridge::bridge
