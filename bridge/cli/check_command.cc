// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/check_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "bridge/cli/config_source.h"
#include "bridge/cli/dial_check.h"
#include "bridge/config/inspection.h"

namespace wampbridge::bridge {
namespace {

struct CheckCommandOptions {
  std::string file;
  bool dial = false;
};

ExitStatus RunCheck(const CheckCommandOptions& options, Console& console) {
  const absl::StatusOr<LoadedConfig> loaded = LoadConfig(options.file);
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
  return options.dial ? DialAll(loaded->config, console) : kExitOk;
}

}  // namespace

void AddCheckCommand(CommandLine& commands) {
  auto options = std::make_shared<CheckCommandOptions>();
  CLI::App& app = commands.Add(
      "check", "Checks a configuration, its secrets and certificates.",
      [options](Console& console) { return RunCheck(*options, console); });
  AddConfigOption(app, options->file);
  app.add_flag("--dial", options->dial,
               "Also join every router, and tell what was found.");
}

}  // namespace wampbridge::bridge
