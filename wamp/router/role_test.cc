// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/role.h"

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

using wamp::MatchPolicy;

Role ShopRole() {
  return *Role::Create(
      "shop", {{.uri = "com.shop.**",
                .allow = {Action::kCall, Action::kSubscribe},
                .disclose = true},
               {.uri = "com.shop.order.*", .allow = {Action::kPublish}}});
}

TEST(RoleTest, AllowsWhatARuleNamesAndNothingElse) {
  const Role role = ShopRole();
  EXPECT_TRUE(role.Allows(Action::kCall, "com.shop.add"));
  EXPECT_FALSE(role.Allows(Action::kRegister, "com.shop.add"));
  EXPECT_FALSE(role.Allows(Action::kCall, "com.store.add"));
  EXPECT_TRUE(role.Allows(Action::kPublish, "com.shop.order.new"));
  EXPECT_TRUE(role.Allows(Action::kCall, "com.shop.order.new"))
      << "one rule that allows is enough";
}

TEST(RoleTest, PatternIsAllowedOnlyAsAWhole) {
  const Role role = ShopRole();
  EXPECT_TRUE(
      role.Allows(Action::kSubscribe, "com.shop.", MatchPolicy::kPrefix));
  EXPECT_FALSE(role.Allows(Action::kSubscribe, "com.", MatchPolicy::kPrefix));
  EXPECT_FALSE(
      role.Allows(Action::kSubscribe, "com..add", MatchPolicy::kWildcard));
}

TEST(RoleTest, DisclosesWhereARuleSaysSo) {
  const Role role = ShopRole();
  EXPECT_TRUE(role.Discloses("com.shop.add"));
  EXPECT_FALSE(role.Discloses("com.add"));
}

TEST(RoleTest, MalformedPatternIsAnError) {
  EXPECT_FALSE(Role::Create("shop", {{.uri = "a..b", .allow = {}}}).ok());
}

}  // namespace
}  // namespace wampbridge::router
