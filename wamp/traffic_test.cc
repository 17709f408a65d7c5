// SPDX-License-Identifier: Apache-2.0
#include "wamp/traffic.h"

#include <gtest/gtest.h>

namespace wampbridge::wamp {
namespace {

Traffic Some(uint64_t calls, uint64_t results, uint64_t octets) {
  Traffic traffic;
  traffic.messages_sent[static_cast<size_t>(MessageType::kCall)] = calls;
  traffic.messages_received[static_cast<size_t>(MessageType::kResult)] =
      results;
  traffic.octets_sent = octets;
  traffic.octets_received = 2 * octets;
  return traffic;
}

TEST(TrafficTest, AddedTrafficIsTheSum) {
  Traffic sum = Some(1, 2, 10);
  sum.Add(Some(3, 4, 100));
  EXPECT_EQ(sum.sent(MessageType::kCall), 4u);
  EXPECT_EQ(sum.received(MessageType::kResult), 6u);
  EXPECT_EQ(sum.octets_sent, 110u);
  EXPECT_EQ(sum.octets_received, 220u);
}

TEST(TrafficTest, RaisedTrafficIsTheLargerOfEachCount) {
  Traffic raised = Some(5, 2, 10);
  raised.RaiseTo(Some(3, 4, 7));
  EXPECT_EQ(raised.sent(MessageType::kCall), 5u);
  EXPECT_EQ(raised.received(MessageType::kResult), 4u);
  EXPECT_EQ(raised.octets_sent, 10u);
}

TEST(TrafficTest, EveryMessageTypeHasItsCount) {
  EXPECT_LT(static_cast<size_t>(MessageType::kYield), Traffic::kTypes);
}

}  // namespace
}  // namespace wampbridge::wamp
