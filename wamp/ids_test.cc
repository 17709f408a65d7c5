// SPDX-License-Identifier: Apache-2.0
#include "wamp/ids.h"

#include <type_traits>

#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

static_assert(!std::is_convertible_v<RegistrationId, RequestId>);

TEST(IdsTest, RangeIsOneToTwoToTheFiftyThird) {
  EXPECT_FALSE(IsValidId(0));
  EXPECT_TRUE(IsValidId(1));
  EXPECT_TRUE(IsValidId(9007199254740992));
  EXPECT_FALSE(IsValidId(9007199254740993));
}

TEST(IdsTest, EqualIdsHashAlike) {
  absl::flat_hash_set<SessionId> ids = {SessionId{1}, SessionId{2}};
  EXPECT_TRUE(ids.contains(SessionId{1}));
  EXPECT_FALSE(ids.contains(SessionId{3}));
}

}  // namespace
}  // namespace wampbridge::wamp
