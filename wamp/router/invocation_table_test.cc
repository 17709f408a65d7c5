// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/invocation_table.h"

#include <memory>
#include <utility>

#include "gtest/gtest.h"
#include "wamp/router/test_peer.h"

namespace wampbridge::router {
namespace {

class InvocationTableTest : public testing::Test {
 protected:
  PendingInvocation& Add(uint64_t call, uint64_t invocation,
                         absl::Duration timeout = absl::InfiniteDuration()) {
    return table_.Add({.caller = &caller_.peer,
                       .call = {call},
                       .callee = &callee_.peer,
                       .invocation = {invocation},
                       .timeout = timeout,
                       .deadline = now_ + timeout});
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'000'000'000);
  TestPeer caller_{{}}, callee_{{}};
  InvocationTable table_;
};

TEST_F(InvocationTableTest, InvocationIsFoundFromBothSides) {
  PendingInvocation& added = Add(7, 1);
  EXPECT_EQ(table_.FindCall(caller_.peer, {7}), &added);
  EXPECT_EQ(table_.FindInvocation(callee_.peer, {1}), &added);
  EXPECT_EQ(table_.FindCall(callee_.peer, {7}), nullptr);
  EXPECT_EQ(table_.FindInvocation(callee_.peer, {7}), nullptr);
  EXPECT_EQ(table_.Involving(callee_.peer).size(), 1u);
  EXPECT_EQ(table_.CallsOf(caller_.peer), 1u);
  table_.Erase(added);
  EXPECT_EQ(table_.FindCall(caller_.peer, {7}), nullptr);
  EXPECT_EQ(table_.FindInvocation(callee_.peer, {1}), nullptr);
  EXPECT_EQ(table_.CallsOf(caller_.peer), 0u);
}

TEST_F(InvocationTableTest, DeadlinesComeInOrder) {
  Add(1, 1);
  PendingInvocation& late = Add(2, 2, absl::Seconds(2));
  PendingInvocation& early = Add(3, 3, absl::Seconds(1));
  EXPECT_EQ(table_.NextDeadline(), now_ + absl::Seconds(1));
  EXPECT_EQ(table_.Expired(now_ + absl::Milliseconds(999)), nullptr);
  EXPECT_EQ(table_.Expired(now_ + absl::Seconds(1)), &early);
  table_.Renew(early, now_ + absl::Seconds(5));
  EXPECT_EQ(table_.Expired(now_ + absl::Seconds(4)), &late);
  table_.Erase(late);
  EXPECT_EQ(table_.NextDeadline(), now_ + absl::Seconds(6));
  table_.Erase(early);
  EXPECT_EQ(table_.NextDeadline(), std::nullopt);
}

TEST_F(InvocationTableTest, KeptOctetsAreCounted) {
  auto kept = std::make_unique<KeptCall>();
  kept->args = "[12345]";
  PendingInvocation& added = table_.Add({.caller = &caller_.peer,
                                         .call = {1},
                                         .callee = &callee_.peer,
                                         .invocation = {1},
                                         .kept = std::move(kept)});
  EXPECT_EQ(table_.kept_bytes(), 7u);
  table_.Erase(added);
  EXPECT_EQ(table_.kept_bytes(), 0u);
}

TEST_F(InvocationTableTest, RenewingWithoutDeadlineDoesNothing) {
  PendingInvocation& added = Add(1, 1);
  table_.Renew(added, now_);
  EXPECT_EQ(table_.NextDeadline(), std::nullopt);
}

}  // namespace
}  // namespace wampbridge::router
