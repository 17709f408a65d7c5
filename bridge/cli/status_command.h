// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_STATUS_COMMAND_H_
#define BRIDGE_CLI_STATUS_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge status`: what a running bridge says of itself on its admin
// listener, as a table for people or as JSON; with --watch again and again.
void AddStatusCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_STATUS_COMMAND_H_
