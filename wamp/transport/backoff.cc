// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/backoff.h"

#include <algorithm>

namespace wampbridge::transport {

Backoff::Backoff(const Options& options) : options_(options) {
  options_.initial = std::clamp(options_.initial, absl::ZeroDuration(),
                                std::max(options_.max, absl::ZeroDuration()));
  options_.multiplier = std::max(options_.multiplier, 1.0);
  Reset();
}

absl::Duration Backoff::Next(double random) {
  const absl::Duration delay = ceiling_ * std::clamp(random, 0.0, 1.0);
  ceiling_ = std::min(ceiling_ * options_.multiplier, options_.max);
  return delay;
}

}  // namespace wampbridge::transport
