// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/config_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "bridge/cli/config_source.h"
#include "bridge/config/printer.h"

namespace wampbridge::bridge {
namespace {

ExitStatus RunConfig(const std::string& file, Console& console) {
  const absl::StatusOr<LoadedConfig> loaded = LoadConfig(file);
  if (!loaded.ok()) {
    return console.Fail(kExitUsage, std::string(loaded.status().message()));
  }
  console.out << PrintYaml(loaded->config) << std::flush;
  return kExitOk;
}

}  // namespace

void AddConfigCommand(CommandLine& commands) {
  auto file = std::make_shared<std::string>();
  CLI::App& app = commands.Add(
      "config", "Prints the configuration in force, secrets hidden.",
      [file](Console& console) { return RunConfig(*file, console); });
  AddConfigOption(app, *file);
}

}  // namespace wampbridge::bridge
