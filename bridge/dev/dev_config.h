// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DEV_DEV_CONFIG_H_
#define BRIDGE_DEV_DEV_CONFIG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/config/loader.h"
#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/router/options.h"

namespace wampbridge::bridge {

// The options of `wampbridge dev`; what is empty is as the file or the schema
// says.
struct DevSettings {
  std::string config_file = "";
  std::string grpc = "";    // HOST:PORT
  std::string admin = "";   // HOST:PORT
  std::string router = "";  // ws://HOST:PORT/PATH or tcp://HOST:PORT
};

// The configuration of `wampbridge dev` with `dev_router` complete, but nobody
// pointed at that router yet: its port may not be known.
absl::StatusOr<LoadedConfig> LoadDevConfig(const DevSettings& settings);

// Adds the embedded router as `main`, which is at `url`, and an anonymous
// identity `default` there, unless the file names its own. INVALID_ARGUMENT
// when the router admits nobody without credentials and the file names no
// identity.
absl::Status PointAtRouter(const std::string& url,
                           const router::RouterOptions& router,
                           config::v1::Config* config);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DEV_DEV_CONFIG_H_
