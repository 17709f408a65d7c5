// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_POOL_SETTINGS_H_
#define BRIDGE_IDENTITIES_POOL_SETTINGS_H_

#include <string>

#include "bridge/identities/identity.h"
#include "bridge/identities/identity_template.h"
#include "bridge/pool/pool_options.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// What the configuration says of an identity and of the router that it names,
// for its pool. REQUIRES: the configuration is valid and has this identity,
// which is not each caller's.
PoolOptions PoolOptionsFor(const config::v1::Config& config,
                           const std::string& identity);
// The same for one caller's by the identity `name`.
PoolOptions PoolOptionsFor(const config::v1::Config& config,
                           const std::string& name, const CallerTerms& terms);

// The same for those who serve it; without hub and pool.
Identity DescribeIdentity(const config::v1::Config& config,
                          const std::string& identity);
Identity DescribeIdentity(const config::v1::Config& config,
                          const std::string& name, const CallerTerms& terms);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_POOL_SETTINGS_H_
