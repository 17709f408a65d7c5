// SPDX-License-Identifier: Apache-2.0
#include "wamp/router_features.h"

#include "gtest/gtest.h"
#include "wamp/client_features.h"

namespace wampbridge::wamp {
namespace {

Dict Welcome() {
  return Dict{{"roles",
               Dict{{"broker", Dict{{"features", Dict{{"event_retention", true},
                                                      {"event_history", false},
                                                      {"nonsense", 1}}}}},
                    {"dealer", Dict{}}}}};
}

TEST(RouterFeaturesTest, FeatureIsHadWhereItsRoleAnnouncesItTrue) {
  const RouterFeatures router(Welcome(), {});
  EXPECT_TRUE(router.Has("broker", "event_retention"));
  EXPECT_FALSE(router.Has("dealer", "event_retention"));
  EXPECT_FALSE(router.Has("broker", "event_history"));
  EXPECT_FALSE(router.Has("broker", "nonsense"));
  EXPECT_FALSE(router.Has("broker", "never_heard_of"));
}

TEST(RouterFeaturesTest, CorrectionsOverrideAndIgnoreWins) {
  const RouterFeatures router(Welcome(),
                              {.assume = {"event_history", "both"},
                               .ignore = {"event_retention", "both"}});
  EXPECT_TRUE(router.Has("broker", "event_history"));
  EXPECT_FALSE(router.Has("broker", "event_retention"));
  EXPECT_FALSE(router.Has("broker", "both"));
}

TEST(RouterFeaturesTest, RolePlayedIsOneAnnouncedWithOrWithoutFeatures) {
  const RouterFeatures router(Dict{{"roles", Dict{{"dealer", Dict{}}}}}, {});
  EXPECT_TRUE(router.Plays("dealer"));
  EXPECT_FALSE(router.Plays("broker"));
}

TEST(RouterFeaturesTest, WelcomeWithoutRolesRulesNoRoleOut) {
  const RouterFeatures router(Dict{}, {});
  EXPECT_TRUE(router.Plays("dealer"));
  EXPECT_TRUE(router.Plays("broker"));
  EXPECT_FALSE(router.Has("dealer", "call_canceling"));
}

TEST(RouterFeaturesTest, RolesOfOtherShapesAnnounceNothing) {
  for (const Value& roles : {Value(), Value(1), Value(List{}), Value("x")}) {
    const RouterFeatures router(Dict{{"roles", roles}}, {});
    EXPECT_FALSE(router.Has("broker", "event_retention"));
  }
  const RouterFeatures odd(
      Dict{{"roles", Dict{{"broker", Dict{{"features", List{"x"}}}}}}}, {});
  EXPECT_TRUE(odd.Plays("broker"));
  EXPECT_FALSE(odd.Has("broker", "x"));
}

TEST(ClientFeaturesTest, HelloAnnouncesFourRolesAndOnlyWhatIsHandled) {
  const Dict roles = ClientRoles();
  EXPECT_EQ(roles.size(), 4u);
  const RouterFeatures announced(Dict{{"roles", roles}}, {});
  EXPECT_TRUE(announced.Has("caller", "progressive_call_results"));
  EXPECT_TRUE(announced.Has("caller", "progressive_call_invocations"));
  EXPECT_TRUE(announced.Has("callee", "progressive_call_invocations"));
  EXPECT_TRUE(announced.Has("caller", "call_canceling"));
  EXPECT_TRUE(announced.Has("callee", "call_canceling"));
  EXPECT_TRUE(announced.Has("callee", "registration_revocation"));
  EXPECT_TRUE(announced.Has("callee", "call_reroute"));
  EXPECT_TRUE(announced.Has("publisher", "publisher_exclusion"));
  EXPECT_TRUE(announced.Has("subscriber", "pattern_based_subscription"));
  EXPECT_FALSE(announced.Has("callee", "call_timeout"));
}

}  // namespace
}  // namespace wampbridge::wamp
