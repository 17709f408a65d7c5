// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DEV_ROUTER_OPTIONS_H_
#define BRIDGE_DEV_ROUTER_OPTIONS_H_

#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/router/options.h"

namespace wampbridge::bridge {

// What the configuration's `dev_router` asks of the embedded router. Where it
// names no realm there is one, `realm1`, that is open to everybody.
router::RouterOptions ToRouterOptions(const config::v1::DevRouter& dev_router);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DEV_ROUTER_OPTIONS_H_
