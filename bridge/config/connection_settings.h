// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_CONNECTION_SETTINGS_H_
#define BRIDGE_CONFIG_CONNECTION_SETTINGS_H_

#include <string>
#include <vector>

#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/session.h"
#include "wamp/transport/dial_options.h"

namespace wampbridge::bridge {

// How to reach a router of the configuration: one for each of its URLs, in
// their order.
std::vector<transport::DialOptions> DialOptionsOf(
    const config::v1::Router& router);

// What an identity's sessions at its router are like, but for what the
// authenticator and the transport say.
wamp::SessionOptions SessionOptionsOf(const config::v1::Router& router,
                                      const config::v1::Identity& identity);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_CONNECTION_SETTINGS_H_
