// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_VERSION_COMMAND_H_
#define BRIDGE_CLI_VERSION_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge version`: the version, how it was built, and the versions of
// the libraries it runs with.
void AddVersionCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_VERSION_COMMAND_H_
