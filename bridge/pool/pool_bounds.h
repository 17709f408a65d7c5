// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOL_BOUNDS_H_
#define BRIDGE_POOL_POOL_BOUNDS_H_

#include <algorithm>
#include <cstddef>

#include "bridge/pool/lobby.h"
#include "bridge/pool/pool_options.h"
#include "wamp/transport/backoff.h"

namespace wampbridge::bridge {

// A bound of the options as a count.
inline size_t AtLeast(int value, size_t least) {
  return value < 0 ? least : std::max(static_cast<size_t>(value), least);
}

// What the options say to a pool's lobby, and to its schedule.
inline Lobby::Bounds BoundsOf(const PoolOptions& options) {
  return {.wait_for_session = options.wait_for_session,
          .waiters_max = AtLeast(options.waiters_max, 0),
          .own_max = AtLeast(options.publish_streams, 0),
          .target_in_flight = AtLeast(options.target_in_flight, 1)};
}

inline transport::Backoff::Options ReconnectOf(const PoolOptions& options) {
  return {.initial = options.reconnect_initial,
          .max = options.reconnect_max,
          .multiplier = options.reconnect_multiplier};
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOL_BOUNDS_H_
