// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_MATCH_POLICY_H_
#define BRIDGE_TRANSLATE_MATCH_POLICY_H_

#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {

// Unspecified, and numbers that are no match, are exact: requests are checked
// before.
wamp::MatchPolicy MatchPolicyOf(v1::Match match);
v1::Match MatchOf(wamp::MatchPolicy match);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_MATCH_POLICY_H_
