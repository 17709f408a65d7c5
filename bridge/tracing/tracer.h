// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_TRACER_H_
#define BRIDGE_TRACING_TRACER_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/tracing/span.h"
#include "bridge/tracing/span_queue.h"
#include "bridge/tracing/trace_context.h"

namespace wampbridge::bridge {

// Decides what is traced, and takes the spans. Thread-safe.
class Tracer {
 public:
  using Clock = std::function<absl::Time()>;

  struct Options {
    double sample_ratio = 0;  // of what comes without a context, from 0 to 1
    bool carry = true;        // WAMP peers are told of the context
  };

  // `queue` must outlive it.
  Tracer(SpanQueue& queue, Options options, Clock now = absl::Now)
      : queue_(queue),
        sample_ratio_(options.sample_ratio),
        carries_(options.carry),
        now_(std::move(now)) {}

  void SetSampleRatio(double ratio) { sample_ratio_ = ratio; }

  // A span begins, under the place that these texts say (may be empty or
  // nonsense: then it is a trace of its own). nullopt: nobody wants to see it.
  std::optional<Span> Begin(std::string_view traceparent,
                            std::string_view tracestate) const;
  // One begins under another, which is sampled.
  Span BeginUnder(const TraceContext& parent) const;

  bool carries() const { return carries_; }
  void Record(std::vector<Span> spans) { queue_.Push(std::move(spans)); }
  absl::Time Now() const { return now_(); }

 private:
  SpanQueue& queue_;
  std::atomic<double> sample_ratio_;
  const bool carries_;
  const Clock now_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_TRACER_H_
