// SPDX-License-Identifier: Apache-2.0
#include "wamp/uri_pattern.h"

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

TEST(UriPatternTest, ContainsExactlyWhatItSays) {
  const struct {
    const char* pattern;
    const char* uri;
    MatchPolicy match;
    bool contains;
  } kCases[] = {
      {"com.shop", "com.shop", MatchPolicy::kExact, true},
      {"com.shop", "com.shop.x", MatchPolicy::kExact, false},
      {"com.*", "com.shop", MatchPolicy::kExact, true},
      {"com.*", "com.shop.x", MatchPolicy::kExact, false},
      {"com.*.x", "com.shop.x", MatchPolicy::kExact, true},
      {"com.**", "com", MatchPolicy::kExact, false},
      {"com.**", "com.shop", MatchPolicy::kExact, true},
      {"com.**", "com.shop.x.y", MatchPolicy::kExact, true},
      {"**", "com", MatchPolicy::kExact, true},
      {"**", "wamp.session.count", MatchPolicy::kExact, false},
      {"*.session.count", "wamp.session.count", MatchPolicy::kExact, false},
      {"wamp.**", "wamp.session.count", MatchPolicy::kExact, true},
      {"**", "", MatchPolicy::kPrefix, false},
      {"**", "wamp", MatchPolicy::kPrefix, false},
      {"**", "x", MatchPolicy::kPrefix, true},
      {"wamp.**", "wamp.", MatchPolicy::kPrefix, true},
      {"wamp.**", "wamp", MatchPolicy::kPrefix, false},
      {"com.**", "", MatchPolicy::kPrefix, false},
      {"com.**", "com", MatchPolicy::kPrefix, false},
      {"com.**", "com.", MatchPolicy::kPrefix, true},
      {"com.**", "com.sh", MatchPolicy::kPrefix, true},
      {"com.*", "com.sh", MatchPolicy::kPrefix, false},
      {"com.shop.**", "com.shop", MatchPolicy::kPrefix, false},
      {"com.shop.**", "com.shop.", MatchPolicy::kPrefix, true},
      {"com.*.x", "com..x", MatchPolicy::kWildcard, true},
      {"com.shop.x", "com..x", MatchPolicy::kWildcard, false},
      {"com.**", "com..x", MatchPolicy::kWildcard, true},
      {"com.**", "..x", MatchPolicy::kWildcard, false},
      {"**", "..", MatchPolicy::kWildcard, false},
      {"com.**", "com..", MatchPolicy::kWildcard, true},
  };
  for (const auto& test : kCases) {
    const auto pattern = UriPattern::Parse(test.pattern);
    ASSERT_TRUE(pattern.ok()) << test.pattern;
    EXPECT_EQ(pattern->Contains(test.uri, test.match), test.contains)
        << test.pattern << " and " << MatchPolicyName(test.match) << " "
        << test.uri;
  }
}

TEST(UriPatternTest, MalformedPatternsAreRefused) {
  for (const char* text :
       {"", "com.", ".com", "com..x", "**.com", "com.*x", "com.a b", "a#b"}) {
    EXPECT_FALSE(UriPattern::Parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace wampbridge::wamp
