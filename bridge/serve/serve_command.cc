// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/serve_command.h"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bridge/cli/config_source.h"
#include "bridge/config/inspection.h"
#include "bridge/serve/log_setup.h"
#include "bridge/serve/run_until_stopped.h"

namespace wampbridge::bridge {
namespace {

ExitStatus Serve(const std::string& file, Console& console) {
  const auto loaded = LoadConfig(file);
  if (!loaded.ok()) {
    return console.Fail(kExitUsage, std::string(loaded.status().message()));
  }
  const Inspection inspection = Inspect(*loaded, absl::Now());
  if (!inspection.errors.empty()) {
    return console.Fail(kExitUsage, inspection.errors.front());
  }
  SetUpLog(loaded->config.telemetry().log());
  for (const std::string& warning : inspection.warnings) {
    spdlog::warn("{}", warning);
  }
  return RunUntilStopped(loaded->config, file, console);
}

}  // namespace

void AddServeCommand(CommandLine& commands) {
  auto file = std::make_shared<std::string>();
  CLI::App& app = commands.Add(
      "serve", "Serves gRPC clients with the routers of a configuration.",
      [file](Console& console) { return Serve(*file, console); });
  AddConfigOption(app, *file);
}

}  // namespace wampbridge::bridge
