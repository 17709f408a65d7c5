// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_TRACING_H_
#define BRIDGE_TRACING_TRACING_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/tracing/span_exporter.h"
#include "bridge/tracing/span_queue.h"
#include "bridge/tracing/tracer.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// All of tracing in one process, as the configuration wants it. Thread-safe.
class Tracing {
 public:
  struct Counts {
    uint64_t exported = 0;
    uint64_t failed = 0;   // that the receiver did not take
    uint64_t dropped = 0;  // for the queue was full
  };

  // InvalidArgument: a certificate file cannot be read. Does not connect.
  // REQUIRES: the configuration is valid, and names an endpoint.
  static absl::StatusOr<std::unique_ptr<Tracing>> Start(
      const config::v1::Tracing& config);

  Tracer& tracer() { return tracer_; }
  Counts counts() const;
  // Exports what is left, for at most `grace`.
  void Stop(absl::Duration grace) { exporter_.Stop(grace); }

 private:
  Tracing(const config::v1::Tracing& config,
          const std::shared_ptr<grpc::Channel>& channel);

  SpanQueue queue_;
  Tracer tracer_;
  SpanExporter exporter_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_TRACING_H_
