// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_RUN_UNTIL_STOPPED_H_
#define BRIDGE_SERVE_RUN_UNTIL_STOPPED_H_

#include <string>

#include "bridge/cli/console.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// Serves this configuration until a signal has come and the drain is over. Logs
// the addresses that were taken, and in the end what the drain had to cut. Goes
// over to `file`, where the configuration is from (empty: the environment),
// when it changes or SIGHUP comes. REQUIRES: the log is set up, and this thread
// is the only one.
ExitStatus RunUntilStopped(const config::v1::Config& config,
                           const std::string& file, Console& console);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_RUN_UNTIL_STOPPED_H_
