// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/keepalive.h"

#include <gtest/gtest.h>

#include <optional>

#include "wamp/transport/manual_loop.h"

namespace wampbridge::transport {
namespace {

class KeepaliveTest : public testing::Test {
 protected:
  void Watch(absl::Duration interval) {
    keepalive_.emplace(
        loop_, Keepalive::Options{
                   interval, absl::Seconds(5), [this] { return heard_; },
                   [this] { ++pings_; },
                   [this](const absl::Status& why) { dead_.push_back(why); }});
  }

  ManualLoop loop_;
  uint64_t heard_ = 0;
  int pings_ = 0;
  std::vector<absl::Status> dead_;
  std::optional<Keepalive> keepalive_;
};

TEST_F(KeepaliveTest, PingsOnlyWhenNothingWasHeard) {
  Watch(absl::Seconds(10));
  heard_ = 1;
  loop_.Advance(absl::Seconds(10));
  EXPECT_EQ(pings_, 0);
  loop_.Advance(absl::Seconds(10));
  EXPECT_EQ(pings_, 1);
}

TEST_F(KeepaliveTest, AnyOctetAfterThePingIsASignOfLife) {
  Watch(absl::Seconds(10));
  loop_.Advance(absl::Seconds(10));
  heard_ = 1;
  loop_.Advance(absl::Seconds(5));
  EXPECT_TRUE(dead_.empty());
  loop_.Advance(absl::Seconds(10));
  EXPECT_EQ(pings_, 2);
}

TEST_F(KeepaliveTest, SilenceAfterThePingIsTheEnd) {
  Watch(absl::Seconds(10));
  loop_.Advance(absl::Seconds(15));
  ASSERT_EQ(dead_.size(), 1u);
  EXPECT_EQ(dead_[0].message(),
            "the router gave no sign of life for 15s, not even to a ping");
  loop_.Advance(absl::Seconds(100));
  EXPECT_EQ(dead_.size(), 1u);
  EXPECT_EQ(pings_, 1);
}

TEST_F(KeepaliveTest, ZeroIntervalDoesNotWatch) {
  Watch(absl::ZeroDuration());
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(pings_, 0);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(KeepaliveTest, EndsWithItsObject) {
  Watch(absl::Seconds(10));
  keepalive_.reset();
  loop_.Advance(absl::Hours(1));
  EXPECT_EQ(pings_, 0);
}

}  // namespace
}  // namespace wampbridge::transport
