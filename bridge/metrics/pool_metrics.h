// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_POOL_METRICS_H_
#define BRIDGE_METRICS_POOL_METRICS_H_

#include "bridge/metrics/exposition.h"
#include "bridge/metrics/request_metrics.h"
#include "bridge/pool/pool_snapshot.h"

namespace wampbridge::bridge {

// An identity's sessions and what went over them, all with the labels
// `identity` and `router`: wampbridge_identity_up,
// wampbridge_identity_state{state}, wampbridge_sessions{place},
// wampbridge_session_requests, wampbridge_session_waiters,
// wampbridge_joins_total, wampbridge_failed_joins_total{reason},
// wampbridge_session_losses_total, wampbridge_late_answers,
// wampbridge_session_round_trip_seconds,
// wampbridge_wamp_messages_total{direction, type} (types that were seen) and
// wampbridge_wamp_bytes_total{direction}.
void AddPoolMetrics(const PoolSnapshot& pool, Exposition& page);

// What came of an identity's RPCs, with the label `identity`:
// wampbridge_rpcs_total{method, outcome, code} and
// wampbridge_request_seconds{part}, part being waiting, router or bridge.
void AddRequestMetrics(const std::string& identity,
                       const RequestMetrics& requests, Exposition& page);

// The same of calls and publications whose URI has a label:
// wampbridge_labelled_rpcs_total and wampbridge_labelled_request_seconds, with
// `label` for `identity`.
void AddLabelledMetrics(const std::string& label,
                        const RequestMetrics& requests, Exposition& page);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_POOL_METRICS_H_
