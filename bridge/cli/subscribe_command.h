// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_SUBSCRIBE_COMMAND_H_
#define BRIDGE_CLI_SUBSCRIBE_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge subscribe TOPIC…`: writes each event as a line of JSON until a
// signal ends it; what else happens is said on stderr.
void AddSubscribeCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_SUBSCRIBE_COMMAND_H_
