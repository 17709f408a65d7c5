// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/token_cache.h"

#include <gtest/gtest.h>

namespace wampbridge::bridge {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1000);

std::shared_ptr<const Caller> Until(absl::Time expiry) {
  auto caller = std::make_shared<Caller>();
  caller->listener = "0.0.0.0:1";
  caller->expiry = expiry;
  return caller;
}

TEST(TokenCacheTest, ATokenIsFoundAtItsListenerOnly) {
  TokenCache cache;
  const auto caller = Until(absl::InfiniteFuture());
  cache.Add("token", caller, kNow);
  EXPECT_EQ(cache.Find("token", "0.0.0.0:1", kNow), caller);
  EXPECT_EQ(cache.Find("token", "0.0.0.0:2", kNow), nullptr);
  EXPECT_EQ(cache.Find("tokem", "0.0.0.0:1", kNow), nullptr);
}

TEST(TokenCacheTest, ATokenThatHasExpiredIsNotFound) {
  TokenCache cache;
  cache.Add("token", Until(kNow + absl::Seconds(5)), kNow);
  const auto at = [&cache](int seconds) {
    return cache.Find("token", "0.0.0.0:1", kNow + absl::Seconds(seconds));
  };
  EXPECT_NE(at(4), nullptr);
  EXPECT_EQ(at(5), nullptr);
}

TEST(TokenCacheTest, ATokenIsVerifiedAgainAfterAWhile) {
  TokenCache cache;
  cache.Add("token", Until(absl::InfiniteFuture()), kNow);
  EXPECT_EQ(cache.Find("token", "0.0.0.0:1", kNow + TokenCache::kAge), nullptr);
}

TEST(TokenCacheTest, ItsSizeIsBounded) {
  TokenCache cache;
  for (size_t i = 0; i <= TokenCache::kCountMax; ++i) {
    cache.Add(std::to_string(i), Until(absl::InfiniteFuture()), kNow);
  }
  EXPECT_EQ(cache.Find("0", "0.0.0.0:1", kNow), nullptr);
  EXPECT_NE(
      cache.Find(std::to_string(TokenCache::kCountMax), "0.0.0.0:1", kNow),
      nullptr);
}

}  // namespace
}  // namespace wampbridge::bridge
