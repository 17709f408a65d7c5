// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CHECK_COMMAND_H_
#define BRIDGE_CLI_CHECK_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge check`: whether a configuration would do: its keys, and that
// secrets are there and certificates readable and in date; with --dial, that
// every router lets its identities in.
void AddCheckCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CHECK_COMMAND_H_
