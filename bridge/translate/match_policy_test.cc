// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/match_policy.h"

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

TEST(MatchTest, PoliciesLeadThereAndBack) {
  for (const wamp::MatchPolicy match :
       {wamp::MatchPolicy::kExact, wamp::MatchPolicy::kPrefix,
        wamp::MatchPolicy::kWildcard}) {
    EXPECT_EQ(MatchPolicyOf(MatchOf(match)), match);
  }
  EXPECT_EQ(MatchPolicyOf(v1::MATCH_UNSPECIFIED), wamp::MatchPolicy::kExact);
}

}  // namespace
}  // namespace wampbridge::bridge
