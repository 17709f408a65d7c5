// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/registration.h"

#include "gtest/gtest.h"
#include "wamp/router/test_peer.h"

namespace wampbridge::router {
namespace {

TEST(RegistrationTest, PoliciesHaveTheirNames) {
  EXPECT_EQ(InvokePolicyFromName("single"), InvokePolicy::kSingle);
  EXPECT_EQ(InvokePolicyFromName("roundrobin"), InvokePolicy::kRoundRobin);
  EXPECT_EQ(InvokePolicyFromName("random"), InvokePolicy::kRandom);
  EXPECT_EQ(InvokePolicyFromName("first"), InvokePolicy::kFirst);
  EXPECT_EQ(InvokePolicyFromName("last"), InvokePolicy::kLast);
  EXPECT_EQ(InvokePolicyFromName("Single"), std::nullopt);
}

TEST(RegistrationTest, RandomPolicyFollowsTheNumberGiven) {
  TestPeer one({}), two({});
  Registration registration(
      {.id = {1}, .uri = "com.a", .invoke = InvokePolicy::kRandom});
  registration.Add({.peer = &one.peer});
  registration.Add({.peer = &two.peer});
  EXPECT_EQ(registration.Choose(4).peer, &one.peer);
  EXPECT_EQ(registration.Choose(7).peer, &two.peer);
}

TEST(RegistrationTest, RemovedCalleeIsNotChosen) {
  TestPeer one({}), two({});
  Registration registration(
      {.id = {1}, .uri = "com.a", .invoke = InvokePolicy::kRoundRobin});
  registration.Add({.peer = &one.peer});
  registration.Add({.peer = &two.peer});
  registration.Remove(one.peer);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(registration.Choose(0).peer, &two.peer);
  }
  registration.Remove(two.peer);
  EXPECT_TRUE(registration.empty());
}

}  // namespace
}  // namespace wampbridge::router
