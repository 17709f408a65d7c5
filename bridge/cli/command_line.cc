// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

namespace wampbridge::bridge {
namespace {

constexpr char kSeeHelp[] = " (see wampbridge --help)";

}  // namespace

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

std::string CommandLine::Names() const {
  std::string names;
  for (const Command& command : commands_) {
    names += (names.empty() ? "" : ", ") + command.app->get_name();
  }
  return names;
}

// CLI11 would say no more than that a subcommand is required.
std::optional<std::string> CommandLine::CommandMistake(
    const std::vector<std::string>& arguments) const {
  if (arguments.empty()) return "no command; there are " + Names();
  const std::string& word = arguments.front();
  const bool known = std::ranges::any_of(
      commands_,
      [&](const Command& command) { return command.app->get_name() == word; });
  if (known || word == "-h" || word == "--help") return std::nullopt;
  return "no command \"" + word + "\"; there are " + Names();
}

ExitStatus CommandLine::Run(const std::vector<std::string>& arguments,
                            Console& console) {
  // As people expect it of every program.
  if (arguments.size() == 1 && arguments.front() == "--version") {
    return Run({"version"}, console);
  }
  if (const auto mistake = CommandMistake(arguments)) {
    return console.Fail(kExitUsage, *mistake + kSeeHelp);
  }
  try {
    // CLI11 takes them from the back.
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> chosen = app_->get_subcommands();
    console.out << (chosen.empty() ? app_->help()
                                   : chosen.front()->help(app_->get_name()));
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    return console.Fail(kExitUsage, error.what() + std::string(kSeeHelp));
  }
  for (const Command& command : commands_) {
    if (command.app->parsed()) return command.run(console);
  }
  return kExitUsage;
}

}  // namespace wampbridge::bridge
