// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ROLE_H_
#define WAMP_ROUTER_ROLE_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wamp/router/options.h"
#include "wamp/uri.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::router {

// What the sessions of one role may do. What no rule allows is forbidden; of
// several rules that match, one that allows is enough. Immutable.
class Role {
 public:
  static absl::StatusOr<Role> Create(std::string_view name,
                                     const std::vector<RuleOptions>& rules);

  const std::string& name() const { return name_; }

  // Whether `action` is allowed on every URI that (uri, match) stands for.
  bool Allows(Action action, std::string_view uri,
              wamp::MatchPolicy match = wamp::MatchPolicy::kExact) const;

  // Whether calls of, and publications to, `uri` tell who made them.
  bool Discloses(std::string_view uri) const;

 private:
  struct Rule {
    wamp::UriPattern pattern;
    std::array<bool, 4> allow = {};  // by Action
    bool disclose = false;
  };

  explicit Role(std::string_view name) : name_(name) {}

  std::string name_;
  std::vector<Rule> rules_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ROLE_H_
