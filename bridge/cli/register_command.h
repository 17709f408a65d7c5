// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_REGISTER_COMMAND_H_
#define BRIDGE_CLI_REGISTER_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge register PROCEDURE COMMAND`: serves a procedure by a shell
// command until a signal ends it, with what runs being answered.
void AddRegisterCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_REGISTER_COMMAND_H_
