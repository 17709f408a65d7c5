// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/tracer.h"

#include <cstdint>
#include <cstring>
#include <random>

namespace wampbridge::bridge {
namespace {

// Ids have to be different, not hard to guess.
uint64_t Random() {
  thread_local std::mt19937_64 generator{[] {
    std::random_device device;
    return static_cast<uint64_t>(device()) << 32 | device();
  }()};
  return generator();
}

template <typename Id>
void Fill(Id* id) {
  for (size_t i = 0; i < id->size(); i += sizeof(uint64_t)) {
    uint64_t octets = Random();
    if (octets == 0) octets = 1;  // zeros mean none
    std::memcpy(id->data() + i, &octets, sizeof(octets));
  }
}

bool Happens(double ratio) {
  constexpr double kRange = 18446744073709551616.0;  // 2 to the 64th
  return ratio >= 1 || static_cast<double>(Random()) < ratio * kRange;
}

}  // namespace

std::optional<Span> Tracer::Begin(std::string_view traceparent,
                                  std::string_view tracestate) const {
  if (!traceparent.empty()) {
    const auto parent = ParseTraceContext(traceparent, tracestate);
    if (parent && !parent->sampled) return std::nullopt;
    if (parent) return BeginUnder(*parent);
  }
  if (!Happens(sample_ratio_.load(std::memory_order_relaxed))) {
    return std::nullopt;
  }
  TraceContext nothing;
  nothing.sampled = true;
  Span span = BeginUnder(nothing);
  Fill(&span.context.trace);
  return span;
}

Span Tracer::BeginUnder(const TraceContext& parent) const {
  Span span;
  span.context = parent;
  span.parent = parent.span;
  Fill(&span.context.span);
  span.start = now_();
  return span;
}

}  // namespace wampbridge::bridge
