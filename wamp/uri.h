// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_URI_H_
#define WAMP_URI_H_

#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::wamp {

// How a subscription's or registration's URI matches (advanced profile,
// "Pattern-based Subscriptions").
enum class MatchPolicy { kExact, kPrefix, kWildcard };

// Checks a URI by the loose rule (basic profile, "URIs"): components separated
// by dots, none empty, no white space and no '#'. Prefixes and wildcards may
// have empty components. White space is Unicode White_Space and
// U+001C..U+001F, what routers' `\s` matches, since some close the connection
// on it. InvalidArgumentError names the component and the octet offset.
absl::Status ValidateUri(std::string_view uri,
                         MatchPolicy match = MatchPolicy::kExact);

// The strict rule: components of [0-9a-z_]+.
bool IsStrictUri(std::string_view uri);

// Whether the first component is "wamp", which is closed to applications.
bool IsReservedUri(std::string_view uri);

// Whether `uri` is matched by `pattern`: equal; begins with it as a string;
// the same number of components, an empty one matching any.
bool UriMatches(std::string_view pattern, MatchPolicy match,
                std::string_view uri);

// "exact", "prefix", "wildcard".
std::string_view MatchPolicyName(MatchPolicy match);

}  // namespace wampbridge::wamp

#endif  // WAMP_URI_H_
