// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_GAP_COUNTERS_H_
#define BRIDGE_SUBSCRIBE_GAP_COUNTERS_H_

#include <atomic>
#include <cstdint>

namespace wampbridge::bridge {

// What all Subscribe streams together have had to tell of losses. Thread-safe.
struct GapCounters {
  // Gap frames, by their reason.
  std::atomic<uint64_t> session_lost{0};
  std::atomic<uint64_t> overflow{0};
  std::atomic<uint64_t> undeliverable{0};
  // Events that overflowing queues dropped.
  std::atomic<uint64_t> dropped{0};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_GAP_COUNTERS_H_
