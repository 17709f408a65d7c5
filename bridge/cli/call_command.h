// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CALL_COMMAND_H_
#define BRIDGE_CLI_CALL_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge call PROCEDURE [PAYLOAD]`: calls through a running bridge and
// writes the result as a line of JSON; with --progress, each progressive result
// as it comes; with --duplex, the arguments are lines of stdin.
void AddCallCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CALL_COMMAND_H_
