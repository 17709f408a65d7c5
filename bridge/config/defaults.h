// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_DEFAULTS_H_
#define BRIDGE_CONFIG_DEFAULTS_H_

#include "google/protobuf/message.h"

namespace wampbridge::bridge {

// Sets every field to the default that the schema gives it, in the messages
// inside too, but for those whose absence means that something is off.
// Reads the schema only; what it says there is right, which a test ensures.
void FillDefaults(google::protobuf::Message& message);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_DEFAULTS_H_
