// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_SPAN_H_
#define BRIDGE_TRACING_SPAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "bridge/tracing/trace_context.h"

namespace wampbridge::bridge {

// One thing that the bridge did for a trace, in OpenTelemetry's terms.
struct Span {
  enum class Kind { kInternal, kServer, kClient, kProducer, kConsumer };
  using Value = std::variant<std::string, int64_t>;

  std::string name;
  Kind kind = Kind::kInternal;
  TraceContext context;
  TraceContext::SpanId parent{};  // zeros: it has none
  absl::Time start;
  absl::Time end;
  std::vector<std::pair<std::string, Value>> attributes;
  std::optional<std::string> error;  // why it failed; nullopt: it did not
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_SPAN_H_
