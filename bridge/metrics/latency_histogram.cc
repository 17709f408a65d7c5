// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/latency_histogram.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace wampbridge::bridge {

uint64_t LatencyHistogram::Snapshot::count() const {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

void LatencyHistogram::Observe(absl::Duration duration) {
  const int64_t nanoseconds =
      std::max<int64_t>(0, absl::ToInt64Nanoseconds(duration));
  const double seconds = static_cast<double>(nanoseconds) / 1e9;
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  counts_[static_cast<size_t>(bucket - kBounds.begin())].fetch_add(
      1, std::memory_order_relaxed);
  nanoseconds_.fetch_add(static_cast<uint64_t>(nanoseconds),
                         std::memory_order_relaxed);
}

LatencyHistogram::Snapshot LatencyHistogram::Take() const {
  Snapshot snapshot;
  for (size_t i = 0; i < counts_.size(); ++i) {
    snapshot.counts[i] = counts_[i].load(std::memory_order_relaxed);
  }
  snapshot.seconds =
      static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
  return snapshot;
}

}  // namespace wampbridge::bridge
