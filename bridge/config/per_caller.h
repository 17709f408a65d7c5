// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_PER_CALLER_H_
#define BRIDGE_CONFIG_PER_CALLER_H_

#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// Whether each caller has sessions of its own by this identity: facts about the
// caller are in it, or the secret is the caller's. REQUIRES: it is valid.
bool IsPerCaller(const config::v1::Identity& identity);

// Whether the secret can be known only once somebody calls.
bool HasCallersSecret(const config::v1::Auth& auth);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_PER_CALLER_H_
