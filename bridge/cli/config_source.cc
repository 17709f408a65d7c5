// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/config_source.h"

#include <CLI/CLI.hpp>

namespace wampbridge::bridge {

void AddConfigOption(CLI::App& app, std::string& file) {
  app.add_option("--config", file,
                 "The configuration file. Without it WAMPBRIDGE_ROUTER_URL, "
                 "WAMPBRIDGE_REALM and the like are read.")
      ->type_name("FILE");
}

absl::StatusOr<LoadedConfig> LoadConfig(const std::string& file) {
  return file.empty() ? LoadConfigFromEnvironment()
                      : LoadConfigFile(file, Purpose::kServe);
}

}  // namespace wampbridge::bridge
