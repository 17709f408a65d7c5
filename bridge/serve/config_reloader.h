// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_CONFIG_RELOADER_H_
#define BRIDGE_SERVE_CONFIG_RELOADER_H_

#include <string>

#include "absl/time/time.h"
#include "bridge/access/watched_files.h"
#include "bridge/server/live_configuration.h"

namespace wampbridge::bridge {

// Has a running bridge go over to its configuration's file when that changes,
// or when it is told to. One that cannot be read, does not check out or asks
// for what needs a restart changes nothing. Not thread-safe.
class ConfigReloader {
 public:
  // `file`: empty where the environment alone has the configuration, which
  // cannot change. `live` must outlive it.
  ConfigReloader(std::string file, LiveConfiguration& live);

  // To be called often: looks at the file, and at those of secrets.
  void Poll(absl::Time now);
  // Reads the file now.
  void Reload(absl::Time now);

 private:
  const std::string file_;
  LiveConfiguration& live_;
  WatchedFiles watched_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_CONFIG_RELOADER_H_
