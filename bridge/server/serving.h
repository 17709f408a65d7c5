// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVING_H_
#define BRIDGE_SERVER_SERVING_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/access/caller_limits.h"
#include "bridge/access/gatekeeper.h"
#include "bridge/audit/audit_log.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/identities.h"
#include "bridge/metrics/uri_labels.h"
#include "bridge/server/deadlines.h"
#include "bridge/server/published.h"
#include "bridge/server/retry_policy.h"
#include "bridge/server/rpc_log.h"
#include "bridge/subscribe/event_queue.h"
#include "bridge/subscribe/gap_counters.h"
#include "bridge/tracing/tracer.h"

namespace wampbridge::bridge {

class LiveRpcs;

// The bounds of config.md "limits" that the handlers keep.
struct ServingLimits {
  absl::Duration call_timeout = absl::Seconds(60);
  absl::Duration call_timeout_max = absl::Hours(1);
  size_t grpc_message_bytes_max = 4 << 20;
  size_t topics_per_stream = 1000;
  size_t procedures_per_stream = 100;
  size_t concurrency = 100;  // of a Register stream
  int nesting = 64;
  EventQueue::Limits queue;
  size_t queue_events_ceiling = 100000;
  size_t queue_octets_ceiling = 64 << 20;
  absl::Duration overflow_drain = absl::Seconds(10);
};

// What has happened since the start, for /status.
struct ServingCounters {
  std::atomic<uint64_t> rpcs_answered{0};
  std::atomic<uint64_t> rpcs_failed{0};
  std::atomic<uint64_t> rpcs_cancelled{0};  // by their clients
  RequestMetrics without_identity;          // RPCs that were refused before
  std::atomic<uint64_t> events_sent{0};
  GapCounters gaps;
  // Of Register clients, to invocations that were over.
  std::atomic<uint64_t> answers_ignored{0};
};

// What all handlers share. Everything it points to outlives every RPC.
struct Serving {
  const Identities& identities;
  const ErrorMapper& errors;
  Gatekeeper& gatekeeper;
  Published<ServingLimits> limits;
  // Keys of the clients' request metadata that go along (`metadata.propagate`).
  Published<std::vector<std::string>> propagated_keys;
  CallerLimits caller_limits;
  RetryPolicy retries;
  const std::shared_ptr<Deadlines> deadlines;
  LiveRpcs* const live;
  AuditLog* const audit;  // null: none is wanted
  Tracer* const tracer;   // null: nothing is traced
  RpcLog log;
  UriLabels uri_labels;
  ServingCounters counters;
  std::atomic<bool> draining{false};
};

// What an RPC that comes while the server goes down ends with, and a stream
// that it ends.
Failure DrainingFailure();

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVING_H_
