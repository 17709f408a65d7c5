// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_OPEN_SPAN_H_
#define BRIDGE_TRACING_OPEN_SPAN_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/tracing/span.h"
#include "bridge/tracing/tracer.h"

namespace wampbridge::bridge {

// A span under way, of something that came through WAMP; it ends, and is
// recorded, when this is destroyed. Thread-safe.
class OpenSpan {
 public:
  // `tracer` must outlive it.
  OpenSpan(Tracer& tracer, Span span)
      : tracer_(tracer), span_(std::move(span)) {}
  ~OpenSpan();
  OpenSpan(const OpenSpan&) = delete;
  OpenSpan& operator=(const OpenSpan&) = delete;

  // Where those under it stand.
  const TraceContext& context() const { return span_.context; }
  void Note(std::string_view name, std::string_view text);
  void Fail(std::string_view why);

 private:
  Tracer& tracer_;
  std::mutex mutex_;  // guards what changes of the next
  Span span_;
};

// Goes on with the trace that `metadata` (a map of strings) speaks of, and
// makes it speak of the new span. Null: it speaks of none, or of one that
// nobody wants to see; then it stays as it is. So does it without a tracer
// (null).
template <typename Metadata>
std::shared_ptr<OpenSpan> ContinueTrace(Tracer* tracer, std::string_view name,
                                        Span::Kind kind, Metadata& metadata) {
  if (tracer == nullptr) return nullptr;
  const auto parent = metadata.find(kTraceparent);
  if (parent == metadata.end()) return nullptr;
  const auto state = metadata.find(kTracestate);
  const auto context = ParseTraceContext(
      parent->second,
      state == metadata.end() ? std::string_view() : state->second);
  if (!context || !context->sampled) return nullptr;
  Span span = tracer->BeginUnder(*context);
  span.name = name;
  span.kind = kind;
  metadata[kTraceparent] = TraceparentOf(span.context);
  return std::make_shared<OpenSpan>(*tracer, std::move(span));
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_OPEN_SPAN_H_
