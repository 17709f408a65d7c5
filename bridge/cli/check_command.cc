// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/check_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "bridge/cli/config_source.h"
#include "bridge/config/inspection.h"

namespace wampbridge::bridge {
namespace {

ExitStatus RunCheck(const std::string& file, Console& console) {
  const absl::StatusOr<LoadedConfig> loaded = LoadConfig(file);
  if (!loaded.ok()) {
    return console.Fail(kExitUsage, std::string(loaded.status().message()));
  }
  const Inspection found = Inspect(*loaded, absl::Now());
  for (const std::string& warning : found.warnings) {
    console.err << "warning: " << warning << "\n";
  }
  for (const std::string& error : found.errors) {
    console.Fail(kExitUsage, error);
  }
  if (!found.errors.empty()) return kExitUsage;
  console.out << "the configuration is good; routers: "
              << loaded->config.routers().size()
              << ", identities: " << loaded->config.identities().size() << "\n"
              << std::flush;
  return kExitOk;
}

}  // namespace

void AddCheckCommand(CommandLine& commands) {
  auto file = std::make_shared<std::string>();
  CLI::App& app = commands.Add(
      "check", "Checks a configuration, its secrets and certificates.",
      [file](Console& console) { return RunCheck(*file, console); });
  AddConfigOption(app, *file);
}

}  // namespace wampbridge::bridge
