// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_METRICS_LATENCY_HISTOGRAM_H_
#define BRIDGE_METRICS_LATENCY_HISTOGRAM_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// How long something took, as Prometheus counts it: so many took at most so
// long. Fixed bounds from 100 µs to 30 s. Thread-safe, without a lock, since it
// stands in the way of calls; a snapshot taken meanwhile may be one observation
// ahead in one of its numbers.
class LatencyHistogram {
 public:
  // Upper bounds, in seconds; a last bucket has no bound.
  static constexpr std::array<double, 17> kBounds = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};

  struct Snapshot {
    // Of each bucket alone, not of those below it too.
    std::array<uint64_t, kBounds.size() + 1> counts{};
    double seconds = 0;  // all together

    uint64_t count() const;
  };

  // Below zero counts as zero.
  void Observe(absl::Duration duration);
  Snapshot Take() const;

 private:
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<uint64_t> nanoseconds_{0};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_METRICS_LATENCY_HISTOGRAM_H_
