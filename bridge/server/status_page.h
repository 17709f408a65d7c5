// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_STATUS_PAGE_H_
#define BRIDGE_SERVER_STATUS_PAGE_H_

#include <string>

#include "bridge/identities/identities.h"
#include "bridge/server/serving.h"
#include "bridge/server/status_facts.h"

namespace wampbridge::bridge {

// The admin listener's /status, JSON:
//   {"version", "uptime_seconds", "ready", "draining", "grpc": [addresses],
//    "warnings": [texts],
//    "certificates": {use: when it ends},  "grpc", "routers.NAME"
//    "configuration": {"generation", "since", "refusals",
//                      "last_refusal", "refused_at"},  the two if there is one
//   "calls_in_flight", "streams",
//    "counters": {"rpcs_answered", "rpcs_failed", "rpcs_cancelled",
//                 "events_sent"},
//    "retries": {"not_sent", "unknown",  made by the bridge itself
//                "over_budget"},         would have been, but for `budget`
//    "backlog": {"events", "bytes"},  what Subscribe streams have not taken yet
//    "memory": {see MemoryStatus},
//    "stream_list": [{"kind", "client_name", "peer", "identity", "of",
//                     "caller", "proof",  who it has proven to be, and by what
//                     "events", "bytes",  of the backlog
//                     "running", "gaps"}],  the fullest, at most 100
//    "identities": [see PoolStatus]}
std::string StatusJson(const StatusFacts& facts, const Identities& identities,
                       const Serving& serving);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_STATUS_PAGE_H_
