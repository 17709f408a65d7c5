// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DEV_DEV_COMMAND_H_
#define BRIDGE_DEV_DEV_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge dev`: an embedded router with sample procedures and the bridge
// beside it, in one process, until SIGINT or SIGTERM.
void AddDevCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DEV_DEV_COMMAND_H_
