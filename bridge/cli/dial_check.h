// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_DIAL_CHECK_H_
#define BRIDGE_CLI_DIAL_CHECK_H_

#include "bridge/cli/console.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// Joins every URL of every identity's router once, one after the other, and
// says what it found on `out`, or why it failed on `err`. kExitFailed when one
// failed. REQUIRES: the secrets are there (see Inspect).
ExitStatus DialAll(const config::v1::Config& config, Console& console);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_DIAL_CHECK_H_
