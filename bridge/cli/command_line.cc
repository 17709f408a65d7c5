// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace wampbridge::bridge {

CommandLine::CommandLine()
    : app_(std::make_unique<CLI::App>(
          "A bridge from gRPC clients to WAMP routers.", "wampbridge")) {
  app_->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

CLI::App& CommandLine::Add(const std::string& name,
                           const std::string& description, RunFunction run) {
  CLI::App* app = app_->add_subcommand(name, description);
  commands_.push_back({app, std::move(run)});
  return *app;
}

ExitStatus CommandLine::Run(const std::vector<std::string>& arguments,
                            Console& console) {
  try {
    // CLI11 takes them from the back.
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> chosen = app_->get_subcommands();
    console.out << (chosen.empty() ? app_->help()
                                   : chosen.front()->help(app_->get_name()));
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    return console.Fail(kExitUsage,
                        std::string(error.what()) + " (see wampbridge --help)");
  }
  for (const Command& command : commands_) {
    if (command.app->parsed()) return command.run(console);
  }
  return kExitUsage;
}

}  // namespace wampbridge::bridge
