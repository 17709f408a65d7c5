// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CONFIG_SOURCE_H_
#define BRIDGE_CLI_CONFIG_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/config/loader.h"

namespace CLI {
class App;
}

namespace wampbridge::bridge {

// Adds --config, which is empty when the environment alone is to do.
void AddConfigOption(CLI::App& app, std::string& file);

// The configuration of a file, or of WAMPBRIDGE_… variables when `file` is
// empty.
absl::StatusOr<LoadedConfig> LoadConfig(const std::string& file);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CONFIG_SOURCE_H_
