// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_STATUS_TABLE_H_
#define BRIDGE_CLI_STATUS_TABLE_H_

#include <string>

#include "absl/status/statusor.h"

namespace wampbridge::bridge {

// The bridge's /status, which is JSON, as a table for people: a line for each
// plain member, also inside an object (`memory.resident_bytes`), then one for
// each identity with its sessions below it. What the bridge did not say is "-".
// INVALID_ARGUMENT when it is not such JSON.
absl::StatusOr<std::string> StatusTable(const std::string& json);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_STATUS_TABLE_H_
