// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_CALLER_RULES_H_
#define BRIDGE_ACCESS_CALLER_RULES_H_

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/access/caller.h"
#include "bridge/access/caller_limits.h"
#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/uri.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::bridge {

enum class Action { kCall, kPublish, kSubscribe, kRegister };
// "call", "publish", "subscribe", "register": the keys of a rule.
std::string_view NameOf(Action action);

// What a caller wants to do.
struct Wish {
  Action action = Action::kCall;
  std::string_view uri;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
};

// What callers may do: config.md "callers.rules". All rules that match a caller
// are joined, each for its own identities; a deny in any wins; what none allows
// is refused. Immutable, so safe on any thread.
class CallerRules {
 public:
  // Whether a wish is granted, and the key that decided, such as
  // "callers.rules[2].deny.call[0]"; "callers.rules" where none did.
  struct Decision {
    bool allowed = false;
    std::string place;
    std::string why;  // a sentence for people
  };

  // InvalidArgument: the key that is wrong, then why. Callers of a file are
  // checked by the configuration's validator, at their line.
  static absl::StatusOr<CallerRules> Create(const config::v1::Callers& callers);

  // Those that match one caller, joined. Good as long as the CallerRules.
  class Matching;
  Matching For(const Caller& caller) const;
  // Whether any of them sets limits.
  bool HaveLimits() const;

 private:
  struct Pattern {
    std::string text;
    std::string place;
    wamp::UriPattern pattern;
  };
  using Rights = std::array<std::vector<Pattern>, 4>;  // by Action
  struct Rule {
    config::v1::CallerMatch match;
    std::vector<std::string> identities;
    Rights allow;
    Rights deny;
    CallerLimits::Limits limits;
    bool admin = false;

    bool Names(std::string_view identity) const;
  };

  CallerRules() = default;
  static absl::StatusOr<Rights> ReadRights(const config::v1::UriRights& rights,
                                           const std::string& place);
  std::vector<Rule> rules_;
};

class CallerRules::Matching {
 public:
  bool empty() const { return rules_.empty(); }
  // The first identity of the first one that has any; empty: none has.
  std::string DefaultIdentity() const;
  // What the first one sets. REQUIRES: !empty()
  const CallerLimits::Limits& limits() const;
  // Whether one of them lets use WampBridgeAdmin.
  bool MayAdminister() const;
  // Whether one of them names the identity.
  bool MayUse(std::string_view identity) const;
  Decision Decide(std::string_view identity, const Wish& wish) const;

 private:
  friend class CallerRules;
  explicit Matching(std::vector<const Rule*> rules)
      : rules_(std::move(rules)) {}
  // nullptr: no pattern of those that name the identity contains the part.
  const Pattern* Allowing(std::string_view identity, Action action,
                          const wamp::UriSet& part) const;

  const std::vector<const Rule*> rules_;
};

// Whether a text with `*` for any octets matches another.
bool GlobMatches(std::string_view glob, std::string_view text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_CALLER_RULES_H_
