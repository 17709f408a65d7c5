// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_INSPECTION_H_
#define BRIDGE_CONFIG_INSPECTION_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "auth/secret_source.h"
#include "bridge/config/loader.h"

namespace wampbridge::bridge {

// What looking at the secrets and certificates of a configuration found, each
// a line with its key's place.
struct Inspection {
  std::vector<std::string> errors;    // It would not work.
  std::vector<std::string> warnings;  // It works, and ought to be better.
};

// Reads every secret and certificate that the configuration names, as `serve`
// does at its start and `check` on demand. Dials nobody.
Inspection Inspect(
    const LoadedConfig& loaded, absl::Time now,
    const auth::EnvironmentReader& environment = auth::ReadEnvironment);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_INSPECTION_H_
