// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_STATUS_FACTS_H_
#define BRIDGE_SERVER_STATUS_FACTS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/server/live_configuration.h"

namespace wampbridge::bridge {

// What is told of the bridge as a whole beyond identities and counters.
struct StatusFacts {
  absl::Duration uptime;
  bool ready = false;
  bool draining = false;  // from the signal on
  LiveConfiguration::State configuration;
  std::vector<std::string> grpc_addresses;

  // What somebody should look at.
  std::vector<std::string> Warnings() const;
};

// Gives them as they are now. From any thread.
using StatusSource = std::function<StatusFacts()>;

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_STATUS_FACTS_H_
