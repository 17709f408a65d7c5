// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_PUBLISH_COMMAND_H_
#define BRIDGE_CLI_PUBLISH_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge publish TOPIC [PAYLOAD]`: publishes through a running bridge and
// writes what became of it as a line of JSON.
void AddPublishCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_PUBLISH_COMMAND_H_
