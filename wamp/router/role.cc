// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/role.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace wampbridge::router {

absl::StatusOr<Role> Role::Create(std::string_view name,
                                  const std::vector<RuleOptions>& rules) {
  Role role(name);
  for (const RuleOptions& options : rules) {
    auto pattern = wamp::UriPattern::Parse(options.uri);
    if (!pattern.ok()) return pattern.status();
    Rule rule{.pattern = *std::move(pattern), .disclose = options.disclose};
    for (const Action action : options.allow) {
      rule.allow[static_cast<size_t>(action)] = true;
    }
    role.rules_.push_back(std::move(rule));
  }
  return role;
}

bool Role::Allows(Action action, std::string_view uri,
                  wamp::MatchPolicy match) const {
  // Patterns that are not below `wamp` get nothing from there in this router.
  const wamp::UriSet asked = wamp::PartsOf(uri, match).front();
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return rule.allow[static_cast<size_t>(action)] &&
           rule.pattern.ContainsPart(asked);
  });
}

bool Role::Discloses(std::string_view uri) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return rule.disclose &&
           rule.pattern.Contains(uri, wamp::MatchPolicy::kExact);
  });
}

}  // namespace wampbridge::router
