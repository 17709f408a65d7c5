// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ADMIN_POOL_STATUS_H_
#define BRIDGE_ADMIN_POOL_STATUS_H_

#include <nlohmann/json_fwd.hpp>

#include "bridge/pool/pool_snapshot.h"

namespace wampbridge::bridge {

// A pool as an element of /status' "identities":
//   {"name", "router", "realm", "state", "live", "last_error", "next_attempt",
//    "waiters", "authid", "authrole", "authmethod", "router_agent",
//    "sessions": [{"session_id", "url", "serializer", "places", "in_flight",
//                  "late_answers", "joined",
//                  "round_trip_ms"}]}  as TCP measures it
// Times are RFC 3339 in UTC; what is not known is left out. No secrets: URLs
// are the configuration's, which refuses user:password@ in them.
nlohmann::json PoolStatus(const PoolSnapshot& pool);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ADMIN_POOL_STATUS_H_
