// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DEV_DEMO_H_
#define BRIDGE_DEV_DEMO_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// Shows the main job through gRPC: one Call of a sample procedure, one
// Subscribe and one Publish, whose event comes back. Each is one line of what
// is asked and one of what came, on `out`. It waits for the bridge to be ready.
// Blocks, at most half a minute.
// The first failure ends it; its message is for people.
absl::Status RunDemo(const std::string& address, std::ostream& out);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DEV_DEMO_H_
