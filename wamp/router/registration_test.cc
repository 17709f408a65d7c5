// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/registration.h"

#include <set>
#include <vector>

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
  EXPECT_EQ(InvokePolicyName(InvokePolicy::kLast), "last");
}

TEST(RegistrationTest, RandomPolicyFollowsTheNumberGiven) {
  TestPeer one({}), two({});
  Registration registration(
      {.id = {1}, .uri = "com.a", .invoke = InvokePolicy::kRandom});
  registration.Add({.peer = &one.peer});
  registration.Add({.peer = &two.peer});
  EXPECT_EQ(registration.Choose(4)->peer, &one.peer);
  EXPECT_EQ(registration.Choose(7)->peer, &two.peer);
}

TEST(RegistrationTest, RemovedCalleeIsNotChosen) {
  TestPeer one({}), two({});
  Registration registration(
      {.id = {1}, .uri = "com.a", .invoke = InvokePolicy::kRoundRobin});
  registration.Add({.peer = &one.peer});
  registration.Add({.peer = &two.peer});
  registration.Remove(one.peer);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(registration.Choose(0)->peer, &two.peer);
  }
  registration.Remove(two.peer);
  EXPECT_TRUE(registration.empty());
}

TEST(RegistrationTest, PolicyGoesOnWithoutThoseTried) {
  TestPeer peers[] = {TestPeer({.session = 10}), TestPeer({.session = 11}),
                      TestPeer({.session = 12})};
  const struct {
    InvokePolicy policy;
    std::vector<uint64_t> expected;
  } kCases[] = {{InvokePolicy::kFirst, {10, 11, 12}},
                {InvokePolicy::kLast, {12, 11, 10}},
                {InvokePolicy::kRoundRobin, {10, 11, 12}},
                {InvokePolicy::kRandom, {11, 12, 10}}};
  for (const auto& test : kCases) {
    Registration registration(
        {.id = {1}, .uri = "com.a", .invoke = test.policy});
    for (TestPeer& peer : peers) registration.Add({.peer = &peer.peer});
    std::set<wamp::SessionId> tried;
    for (const uint64_t session : test.expected) {
      const auto* callee = registration.Choose(1, tried);
      ASSERT_NE(callee, nullptr);
      EXPECT_EQ(callee->peer->session().value, session)
          << InvokePolicyName(test.policy);
      tried.insert(callee->peer->session());
    }
    EXPECT_EQ(registration.Choose(1, tried), nullptr);
  }
}

TEST(RegistrationTest, RoundRobinGoesOnAfterTheOneThatTookTheCall) {
  TestPeer peers[] = {TestPeer({.session = 10}), TestPeer({.session = 11}),
                      TestPeer({.session = 12})};
  Registration registration(
      {.id = {1}, .uri = "com.a", .invoke = InvokePolicy::kRoundRobin});
  for (TestPeer& peer : peers) registration.Add({.peer = &peer.peer});
  registration.Choose(0);
  EXPECT_EQ(registration.Choose(0, {{10}})->peer, &peers[1].peer);
  EXPECT_EQ(registration.Choose(0)->peer, &peers[2].peer);
}

}  // namespace
}  // namespace wampbridge::router
