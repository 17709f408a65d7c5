// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/span_queue.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace wampbridge::bridge {
namespace {

// What a wait can be told; for ever would not fit.
std::chrono::nanoseconds ToWait(absl::Duration pause) {
  return absl::ToChronoNanoseconds(std::min(pause, absl::Hours(24)));
}

}  // namespace

void SpanQueue::Push(std::vector<Span> spans) {
  bool enough = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Span& span : spans) {
      if (closed_ || spans_.size() >= spans_max_) {
        ++dropped_;
      } else {
        spans_.push_back(std::move(span));
      }
    }
    enough = wanted_ > 0 && spans_.size() >= wanted_;
  }
  if (enough) changed_.notify_all();
}

std::vector<Span> SpanQueue::Take(size_t count, absl::Duration pause) {
  std::unique_lock<std::mutex> lock(mutex_);
  wanted_ = std::min(count, spans_max_);
  changed_.wait_for(lock, ToWait(pause),
                    [this] { return closed_ || spans_.size() >= wanted_; });
  wanted_ = 0;
  const auto end =
      spans_.begin() + static_cast<ptrdiff_t>(std::min(count, spans_.size()));
  std::vector<Span> taken(std::make_move_iterator(spans_.begin()),
                          std::make_move_iterator(end));
  spans_.erase(spans_.begin(), end);
  return taken;
}

void SpanQueue::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool SpanQueue::ClosedWithin(absl::Duration pause) {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, ToWait(pause), [this] { return closed_; });
}

uint64_t SpanQueue::dropped() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return dropped_;
}

}  // namespace wampbridge::bridge
