// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_METRICS_PAGE_H_
#define BRIDGE_SERVER_METRICS_PAGE_H_

#include <string>

#include "bridge/identities/identities.h"
#include "bridge/metrics/request_metrics_by_identity.h"
#include "bridge/server/serving.h"
#include "bridge/server/status_facts.h"
#include "bridge/tracing/tracing.h"

namespace wampbridge::bridge {

// The admin listener's /metrics, in Prometheus' text format: the process, what
// the gRPC side does as a whole, and each identity (pool_metrics.h). URIs are
// labels only as `telemetry.metrics.uri_labels` names them; `identity` is a
// name of the configuration. `tracing` may be null.
std::string MetricsText(const StatusFacts& facts, const Identities& identities,
                        const RequestMetricsByIdentity& requests,
                        const Serving& serving, const Tracing* tracing);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_METRICS_PAGE_H_
