// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_ROUTER_TRAITS_H_
#define BRIDGE_TRANSLATE_ROUTER_TRAITS_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// What a request's translation must know of the router it goes to.
struct RouterTraits {
  std::string_view name;  // in the configuration
  // Whether a role ("broker", "dealer") has a feature, with the configuration's
  // `features.assume` and `features.ignore` applied; a session's RouterHas.
  std::function<bool(std::string_view role, std::string_view feature)> has;
  // The configuration's `extra_options`; outlives this.
  const std::set<std::string, std::less<>>* extra_options = nullptr;
};

// A feature that an option needs.
struct FeatureUse {
  std::string_view role;
  std::string_view feature;
  std::string_view option;  // the field that asks for it
};

// UnimplementedError naming option, feature and router if the router did not
// announce it.
absl::Status RequireFeature(const RouterTraits& router, const FeatureUse& use);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_ROUTER_TRAITS_H_
