// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_MAKE_IDENTITIES_H_
#define BRIDGE_IDENTITIES_MAKE_IDENTITIES_H_

#include "bridge/audit/audit_log.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/identities/identities.h"
#include "bridge/metrics/request_metrics_by_identity.h"
#include "proto/wampbridge/config/v1/config.pb.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bridge {

// The configuration's identities: those that all share with their pools, not
// started yet, and hubs; those of callers as they call. `config`, `io`,
// `errors`, `metrics` and `audit` (which may be null) must outlive them.
// REQUIRES: `config` is valid.
Identities MakeIdentities(const config::v1::Config& config,
                          transport::IoThreads& io, const ErrorMapper& errors,
                          RequestMetricsByIdentity& metrics, AuditLog* audit);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_MAKE_IDENTITIES_H_
