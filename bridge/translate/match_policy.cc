// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/match_policy.h"

namespace wampbridge::bridge {

wamp::MatchPolicy MatchPolicyOf(v1::Match match) {
  switch (match) {
    case v1::MATCH_PREFIX:
      return wamp::MatchPolicy::kPrefix;
    case v1::MATCH_WILDCARD:
      return wamp::MatchPolicy::kWildcard;
    default:
      return wamp::MatchPolicy::kExact;
  }
}

v1::Match MatchOf(wamp::MatchPolicy match) {
  switch (match) {
    case wamp::MatchPolicy::kExact:
      return v1::MATCH_EXACT;
    case wamp::MatchPolicy::kPrefix:
      return v1::MATCH_PREFIX;
    case wamp::MatchPolicy::kWildcard:
      return v1::MATCH_WILDCARD;
  }
  return v1::MATCH_EXACT;
}

}  // namespace wampbridge::bridge
