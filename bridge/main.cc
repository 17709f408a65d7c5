// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "bridge/cli/call_command.h"
#include "bridge/cli/check_command.h"
#include "bridge/cli/command_line.h"
#include "bridge/cli/config_command.h"
#include "bridge/cli/explain_command.h"
#include "bridge/cli/publish_command.h"
#include "bridge/cli/register_command.h"
#include "bridge/cli/status_command.h"
#include "bridge/cli/subscribe_command.h"
#include "bridge/cli/version_command.h"
#include "bridge/dev/dev_command.h"
#include "bridge/serve/process_settings.h"
#include "bridge/serve/serve_command.h"

int main(int argc, char** argv) {
  using namespace wampbridge::bridge;  // The program is made of it.
  // A reader that has gone is seen as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  SetUpProcess();
  Console console{std::cin, std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
  CommandLine commands;
  AddServeCommand(commands);
  AddDevCommand(commands);
  AddCheckCommand(commands);
  AddConfigCommand(commands);
  AddExplainCommand(commands);
  AddCallCommand(commands);
  AddPublishCommand(commands);
  AddSubscribeCommand(commands);
  AddRegisterCommand(commands);
  AddStatusCommand(commands);
  AddVersionCommand(commands);
  return commands.Run(std::vector<std::string>(argv + 1, argv + argc), console);
}
