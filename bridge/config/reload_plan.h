// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_RELOAD_PLAN_H_
#define BRIDGE_CONFIG_RELOAD_PLAN_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/config/loader.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// What a running bridge has to do to go over from one configuration to another.
struct ReloadPlan {
  // How an identity's sessions go over.
  enum class Sessions {
    kBounds,   // as they are, with other bounds
    kRenew,    // to new ones, make before break
    kWithGap,  // to others elsewhere, with a gap
  };

  bool callers = false;  // rules, issuers
  bool drain = false;    // takes effect by itself
  // Limits, retries, errors, keys of metadata that go along, the log's level.
  bool settings = false;
  // Identities whose sessions go over, by name.
  std::map<std::string, Sessions> identities;
  // Those that go, and those that come; one that is made anew is in both.
  std::set<std::string> removed;
  std::set<std::string> added;

  bool empty() const {
    return !callers && !drain && !settings && identities.empty() &&
           removed.empty() && added.empty();
  }
};

// InvalidArgument for what takes effect at a restart only, or needs one yet:
// the line and key in the new configuration, by name. Both are valid.
absl::StatusOr<ReloadPlan> PlanReload(const config::v1::Config& from,
                                      const LoadedConfig& to);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_RELOAD_PLAN_H_
