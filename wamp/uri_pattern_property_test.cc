// SPDX-License-Identifier: Apache-2.0
// Containment is computed; here it is compared with trying every URI there is
// over a small alphabet.
#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "wamp/test_seed.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::wamp {
namespace {

// One that is in patterns, one that begins with it, one that is in none; the
// reserved one and one that begins with it.
constexpr std::array<const char*, 5> kComponents = {"a", "ab", "c", "wamp",
                                                    "wampx"};
// Longer than any pattern or query, so that what has no end shows.
constexpr size_t kLengthMax = 5;

std::vector<std::string> AllUris() {
  std::vector<std::string> all;
  std::vector<std::string> longest = {""};
  for (size_t length = 1; length <= kLengthMax; ++length) {
    std::vector<std::string> next;
    for (const std::string& begin : longest) {
      for (const char* component : kComponents) {
        next.push_back(begin.empty() ? component : begin + "." + component);
      }
    }
    all.insert(all.end(), next.begin(), next.end());
    longest.swap(next);
  }
  return all;
}

class Generator {
 public:
  explicit Generator(uint64_t seed) : engine_(seed) {}

  std::string Pattern() {
    std::string text = Components({"a", "ab", "*", "*", "wamp"}, 3);
    return Upto(1) == 0 ? text : text + ".**";
  }
  MatchPolicy Match() {
    return std::array{MatchPolicy::kExact, MatchPolicy::kPrefix,
                      MatchPolicy::kWildcard}[Upto(2)];
  }
  std::string Uri(MatchPolicy match) {
    if (match == MatchPolicy::kExact) {
      return Components({"a", "ab", "c", "wamp", "wampx"}, 4);
    }
    if (match == MatchPolicy::kWildcard) {
      return Components({"a", "ab", "", "", "wamp"}, 4);
    }
    std::string text = Components({"a", "ab", "c", "wamp", "wampx"}, 3);
    return text.substr(0, Upto(text.size()));
  }

 private:
  size_t Upto(size_t max) {
    return std::uniform_int_distribution<size_t>(0, max)(engine_);
  }
  std::string Components(const std::array<const char*, 5>& from, size_t most) {
    std::string text = from[Upto(4)];
    for (size_t more = Upto(most - 1); more > 0; --more) {
      text += std::string(".") + from[Upto(4)];
    }
    return text;
  }

  std::mt19937_64 engine_;
};

// What a single URI is to a pattern: the definition, for the comparison.
bool Matches(const UriPattern& pattern, const std::string& uri) {
  return pattern.Contains(uri, MatchPolicy::kExact);
}

TEST(UriPatternPropertyTest, ContainsAndMeetsAgreeWithTryingEveryUri) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  Generator generate(seed);
  const std::vector<std::string> uris = AllUris();
  int contained = 0;
  int met = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string text = generate.Pattern();
    const auto pattern = UriPattern::Parse(text);
    ASSERT_TRUE(pattern.ok()) << text;
    const MatchPolicy match = generate.Match();
    const std::string uri = generate.Uri(match);
    size_t there = 0;
    size_t matched = 0;
    for (const std::string& one : uris) {
      if (!UriMatches(uri, match, one)) continue;
      ++there;
      matched += Matches(*pattern, one) ? 1 : 0;
    }
    const std::string told =
        text + " and " + std::string(MatchPolicyName(match)) + " " + uri;
    if (there > 0) {
      EXPECT_EQ(pattern->Contains(uri, match), matched == there) << told;
    }
    EXPECT_EQ(pattern->Meets(uri, match), matched > 0) << told;
    contained += pattern->Contains(uri, match) ? 1 : 0;
    met += matched > 0 ? 1 : 0;
  }
  EXPECT_GT(contained, 100);
  EXPECT_GT(met, contained);
}

TEST(UriPatternPropertyTest, PartsAreTheWholeAndShareNothing) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  Generator generate(seed);
  const std::vector<std::string> uris = AllUris();
  for (int round = 0; round < 1000; ++round) {
    const MatchPolicy match = generate.Match();
    const std::string uri = generate.Uri(match);
    const std::vector<UriSet> parts = PartsOf(uri, match);
    for (const std::string& one : uris) {
      const auto in = std::ranges::count_if(parts, [&](const UriSet& part) {
        return part.reserved == IsReservedUri(one) &&
               UriMatches(part.uri, part.match, one);
      });
      EXPECT_EQ(in, UriMatches(uri, match, one) ? 1 : 0)
          << MatchPolicyName(match) << " " << uri << " and " << one;
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp
