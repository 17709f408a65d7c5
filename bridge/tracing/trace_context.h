// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_TRACE_CONTEXT_H_
#define BRIDGE_TRACING_TRACE_CONTEXT_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wampbridge::bridge {

// A place in a trace, as W3C's Trace Context says it.
struct TraceContext {
  using TraceId = std::array<uint8_t, 16>;
  using SpanId = std::array<uint8_t, 8>;

  TraceId trace{};
  SpanId span{};
  bool sampled = false;
  std::string state;  // tracestate, as it came
};

// The names by which it travels, in gRPC metadata and in that of WAMP messages.
inline constexpr char kTraceparent[] = "traceparent";
inline constexpr char kTracestate[] = "tracestate";

// nullopt: it is not one that may be used (Trace Context, "traceparent Header
// Field Values"). A tracestate that is too long or has octets that are not
// printable is left out.
std::optional<TraceContext> ParseTraceContext(std::string_view traceparent,
                                              std::string_view tracestate);

std::string TraceparentOf(const TraceContext& context);

// Both entries, the second only where there is a state.
std::map<std::string, std::string> EntriesOf(const TraceContext& context);

// Lower-case, two digits for each octet.
std::string HexOf(const TraceContext::TraceId& id);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_TRACE_CONTEXT_H_
