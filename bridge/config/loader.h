// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_LOADER_H_
#define BRIDGE_CONFIG_LOADER_H_

#include <string>

#include "absl/status/statusor.h"
#include "auth/secret_source.h"
#include "bridge/config/source_map.h"
#include "bridge/config/validator.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// A configuration that is complete and makes sense: every key has its value in
// force. Secrets are not in it but for those of dev_router; files that it
// names have not been opened.
struct LoadedConfig {
  config::v1::Config config;
  SourceMap sources;  // For errors that are found later.
};

// What a file with no keys would give. It names no router, so that only
// `wampbridge dev` can do with it.
config::v1::Config DefaultConfig();

// From YAML text; `file` is what errors call it. Errors are INVALID_ARGUMENT,
// one line: "FILE:LINE: KEY: what is wrong; what would be right".
absl::StatusOr<LoadedConfig> LoadConfigText(const std::string& text,
                                            const std::string& file,
                                            Purpose purpose);

// From a file.
absl::StatusOr<LoadedConfig> LoadConfigFile(const std::string& path,
                                            Purpose purpose);

// From environment variables alone, for one router and one identity, both
// named "default": WAMPBRIDGE_ROUTER_URL, _REALM, _AUTHID, _AUTH_METHOD,
// _SECRET, _LISTEN, _ADMIN_LISTEN and _CALLERS (any). Errors name the variable.
absl::StatusOr<LoadedConfig> LoadConfigFromEnvironment(
    const auth::EnvironmentReader& environment = auth::ReadEnvironment);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_LOADER_H_
