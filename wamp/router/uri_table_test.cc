// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/uri_table.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace wampbridge::router {
namespace {

using wamp::MatchPolicy;

class UriTableTest : public testing::Test {
 protected:
  void Add(const std::string& uri, MatchPolicy match) {
    table_.Insert(uri, match, uri);
  }
  std::multiset<std::string> Matches(const std::string& uri) {
    std::multiset<std::string> found;
    for (const std::string* entry : table_.Matches(uri)) found.insert(*entry);
    return found;
  }
  std::string Best(const std::string& uri) {
    const std::string* best = table_.BestMatch(uri);
    return best == nullptr ? "none" : *best;
  }

  UriTable<std::string> table_;
};

TEST_F(UriTableTest, EveryPolicyIsATableOfItsOwn) {
  Add("com.a", MatchPolicy::kExact);
  EXPECT_NE(table_.Find("com.a", MatchPolicy::kExact), nullptr);
  EXPECT_EQ(table_.Find("com.a", MatchPolicy::kPrefix), nullptr);
  Add("com.a", MatchPolicy::kPrefix);
  EXPECT_EQ(Matches("com.a"), (std::multiset<std::string>{"com.a", "com.a"}));
  table_.Erase("com.a", MatchPolicy::kExact);
  EXPECT_EQ(Matches("com.a"), std::multiset<std::string>{"com.a"});
}

TEST_F(UriTableTest, AllPatternsThatMatchAreFound) {
  Add("com.", MatchPolicy::kPrefix);
  Add("com.a", MatchPolicy::kPrefix);
  Add("com..c", MatchPolicy::kWildcard);
  Add("org", MatchPolicy::kPrefix);
  EXPECT_EQ(Matches("com.b.c"), (std::multiset<std::string>{"com.", "com..c"}));
  EXPECT_TRUE(Matches("net").empty());
}

TEST_F(UriTableTest, LongestPrefixIsBest) {
  Add("com", MatchPolicy::kPrefix);
  Add("com.a.b", MatchPolicy::kPrefix);
  Add("com.a", MatchPolicy::kPrefix);
  EXPECT_EQ(Best("com.a.b.c"), "com.a.b");
  EXPECT_EQ(Best("com.b"), "com");
  EXPECT_EQ(Best("org"), "none");
}

TEST_F(UriTableTest, WildcardWithTheLaterGapIsBest) {
  Add("..c.d", MatchPolicy::kWildcard);
  Add("a..c.", MatchPolicy::kWildcard);
  Add("a.b..", MatchPolicy::kWildcard);
  EXPECT_EQ(Best("a.b.c.d"), "a.b..");
  EXPECT_EQ(Best("a.x.c.d"), "a..c.");
  EXPECT_EQ(Best("x.b.c.d"), "..c.d");
}

}  // namespace
}  // namespace wampbridge::router
