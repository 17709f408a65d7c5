// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CONFIG_COMMAND_H_
#define BRIDGE_CLI_CONFIG_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge config`: the configuration in force, as YAML, secrets hidden.
void AddConfigCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CONFIG_COMMAND_H_
