// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_SPAN_QUEUE_H_
#define BRIDGE_TRACING_SPAN_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "absl/time/time.h"
#include "bridge/tracing/span.h"

namespace wampbridge::bridge {

// Spans that wait to be exported. Who gives them never waits: what does not fit
// is dropped and counted. Thread-safe.
class SpanQueue {
 public:
  explicit SpanQueue(size_t spans_max) : spans_max_(spans_max) {}
  SpanQueue(const SpanQueue&) = delete;
  SpanQueue& operator=(const SpanQueue&) = delete;

  void Push(std::vector<Span> spans);

  // The oldest, at most `count`; waits until there are so many, or `pause` has
  // passed, or nothing more comes.
  std::vector<Span> Take(size_t count, absl::Duration pause);

  // Nothing more comes: Push drops all.
  void Close();
  // Whether nothing more comes; waits for that, at most `pause`.
  bool ClosedWithin(absl::Duration pause);

  uint64_t dropped() const;

 private:
  const size_t spans_max_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Span> spans_;
  size_t wanted_ = 0;  // by Take
  bool closed_ = false;
  uint64_t dropped_ = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_SPAN_QUEUE_H_
