// SPDX-License-Identifier: Apache-2.0
#include "wamp/client_features.h"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace wampbridge::wamp {
namespace {

Value Role(std::initializer_list<std::string_view> features) {
  Dict announced;
  for (const std::string_view feature : features) announced.Set(feature, true);
  Dict role;
  role.Set("features", std::move(announced));
  return role;
}

}  // namespace

// Left out: call_timeout as callee (it would move the router's timer to us),
// and sharding, which the specification has not finished. payload_passthru_mode
// stands with every role: payloads and ppt_* keys are carried untouched.
Dict ClientRoles() {
  Dict roles;
  roles.Set("caller",
            Role({"caller_identification", "call_canceling", "call_timeout",
                  "progressive_call_results", "progressive_call_invocations",
                  "payload_passthru_mode"}));
  roles.Set("callee",
            Role({"caller_identification", "call_canceling", "call_reroute",
                  "progressive_call_results", "progressive_call_invocations",
                  "pattern_based_registration", "shared_registration",
                  "registration_revocation", "call_trustlevels",
                  "payload_passthru_mode"}));
  roles.Set("publisher",
            Role({"publisher_identification", "publisher_exclusion",
                  "subscriber_blackwhite_listing", "payload_passthru_mode"}));
  roles.Set("subscriber",
            Role({"publisher_identification", "pattern_based_subscription",
                  "subscription_revocation", "publication_trustlevels",
                  "payload_passthru_mode"}));
  return roles;
}

}  // namespace wampbridge::wamp
