// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_SERVE_COMMAND_H_
#define BRIDGE_SERVE_SERVE_COMMAND_H_

#include "bridge/cli/command_line.h"

namespace wampbridge::bridge {

// `wampbridge serve`: the service, until SIGTERM or SIGINT, which drain it; a
// second one cuts the drain short.
void AddServeCommand(CommandLine& commands);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_SERVE_COMMAND_H_
