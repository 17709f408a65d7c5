// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_OTLP_REQUEST_H_
#define BRIDGE_TRACING_OTLP_REQUEST_H_

#include <string>
#include <vector>

#include "bridge/tracing/span.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace wampbridge::bridge {

// Whose spans they are: attributes of an OpenTelemetry resource.
struct TracedService {
  std::string name;      // service.name
  std::string version;   // service.version
  std::string instance;  // service.instance.id
};

// The message that exports these spans.
opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest
ToExportRequest(const std::vector<Span>& spans, const TracedService& service);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_OTLP_REQUEST_H_
