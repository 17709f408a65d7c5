// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_EXPLAIN_COMMAND_H_
#define BRIDGE_CLI_EXPLAIN_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge explain`: which key of callers.rules decides what a caller may
// do, and why. Allowed is exit status 0, denied 1. Asks nobody.
void AddExplainCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_EXPLAIN_COMMAND_H_
