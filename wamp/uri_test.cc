// SPDX-License-Identifier: Apache-2.0
#include "wamp/uri.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

std::string ErrorOf(std::string_view uri,
                    MatchPolicy match = MatchPolicy::kExact) {
  const absl::Status status = ValidateUri(uri, match);
  if (status.ok()) return "valid";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(UriTest, LooseUrisAreValid) {
  for (const std::string_view uri :
       {"a", "com.example.topic", "com.Example-1/2:3.ünï", "wamp.error.x"}) {
    EXPECT_EQ(ErrorOf(uri), "valid") << uri;
  }
}

TEST(UriTest, FaultsNameComponentAndOctet) {
  EXPECT_EQ(ErrorOf(""), "URI has nothing in component 1 at octet 0");
  EXPECT_EQ(ErrorOf("."), "URI has nothing in component 1 at octet 0");
  EXPECT_EQ(ErrorOf("a..b"), "URI has nothing in component 2 at octet 2");
  EXPECT_EQ(ErrorOf("a.b."), "URI has nothing in component 3 at octet 4");
  EXPECT_EQ(ErrorOf("a.b c"), "URI has white space in component 2 at octet 3");
  EXPECT_EQ(ErrorOf("a#"), "URI has a '#' in component 1 at octet 1");
  EXPECT_EQ(ErrorOf("a.\xFF"), "URI has bad UTF-8 in component 2 at octet 2");
}

TEST(UriTest, EveryWhiteSpaceCharacterIsRefused) {
  for (const std::string_view space :
       {"\t",     "\n",     "\v",     "\f",     "\r",     "\x1C",   "\x1D",
        "\x1E",   "\x1F",   " ",      "\u0085", "\u00A0", "\u1680", "\u2000",
        "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"}) {
    EXPECT_EQ(ErrorOf("a." + std::string(space)),
              "URI has white space in component 2 at octet 2");
    EXPECT_EQ(ErrorOf(std::string(space), MatchPolicy::kWildcard),
              "URI has white space in component 1 at octet 0");
  }
  // They look like space and are none.
  EXPECT_EQ(ErrorOf("\u200B\uFEFF\u180E"), "valid");
}

TEST(UriTest, PatternsMayHaveEmptyComponents) {
  for (const std::string_view uri : {"", ".", "a.", ".a", "a..b", ".."}) {
    EXPECT_EQ(ErrorOf(uri, MatchPolicy::kPrefix), "valid") << uri;
    EXPECT_EQ(ErrorOf(uri, MatchPolicy::kWildcard), "valid") << uri;
  }
  EXPECT_NE(ErrorOf("a..#", MatchPolicy::kWildcard), "valid");
}

TEST(UriTest, StrictUrisAreLowerCaseAscii) {
  EXPECT_TRUE(IsStrictUri("com.example_1.x"));
  for (const std::string_view uri : {"", "a.", ".a", "a..b", "A", "a-b", "ü"}) {
    EXPECT_FALSE(IsStrictUri(uri)) << uri;
  }
}

TEST(UriTest, ReservedIsTheFirstComponentOnly) {
  EXPECT_TRUE(IsReservedUri("wamp"));
  EXPECT_TRUE(IsReservedUri("wamp.session.count"));
  EXPECT_FALSE(IsReservedUri("wampbridge.x"));
  EXPECT_FALSE(IsReservedUri("com.wamp"));
  EXPECT_FALSE(IsReservedUri(""));
}

TEST(UriTest, PrefixMatchesAsAString) {
  EXPECT_TRUE(UriMatches("a.b", MatchPolicy::kPrefix, "a.b-c"));
  EXPECT_TRUE(UriMatches("", MatchPolicy::kPrefix, "a"));
  EXPECT_FALSE(UriMatches("a.b", MatchPolicy::kPrefix, "a"));
}

TEST(UriTest, WildcardMatchesOneComponentEach) {
  EXPECT_TRUE(UriMatches("a..c", MatchPolicy::kWildcard, "a.b.c"));
  EXPECT_TRUE(UriMatches(".", MatchPolicy::kWildcard, "a.b"));
  EXPECT_TRUE(UriMatches("", MatchPolicy::kWildcard, "a"));
  EXPECT_TRUE(UriMatches("a.", MatchPolicy::kWildcard, "a.b"));
  EXPECT_FALSE(UriMatches("a..c", MatchPolicy::kWildcard, "a.b.d"));
  EXPECT_FALSE(UriMatches("a..c", MatchPolicy::kWildcard, "a.c"));
  EXPECT_FALSE(UriMatches("a..c", MatchPolicy::kWildcard, "a.b.c.d"));
  EXPECT_FALSE(UriMatches("a", MatchPolicy::kWildcard, "a.b"));
}

TEST(UriTest, ExactMatchesItselfOnly) {
  EXPECT_TRUE(UriMatches("a.b", MatchPolicy::kExact, "a.b"));
  EXPECT_FALSE(UriMatches("a..b", MatchPolicy::kExact, "a.x.b"));
}

}  // namespace
}  // namespace wampbridge::wamp
