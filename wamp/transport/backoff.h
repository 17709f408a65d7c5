// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_BACKOFF_H_
#define WAMP_TRANSPORT_BACKOFF_H_

#include "absl/time/time.h"

namespace wampbridge::transport {

// How long to wait before the next attempt: capped exponential with full
// jitter. The n-th delay is uniform in [0, min(max, initial * multiplier^n)),
// so that many clients of one failed router do not come back together (the
// "full jitter" of AWS's architecture blog). Randomness is an argument. Not
// thread-safe.
class Backoff {
 public:
  struct Options {
    absl::Duration initial = absl::Milliseconds(200);
    absl::Duration max = absl::Seconds(30);
    double multiplier = 1.6;  // at least 1
  };

  explicit Backoff(const Options& options);

  // `random` is uniform in [0, 1).
  absl::Duration Next(double random);
  // After a success: the next failure starts from `initial` again.
  void Reset() { ceiling_ = options_.initial; }

  // What the next delay stays below.
  absl::Duration ceiling() const { return ceiling_; }

 private:
  Options options_;
  absl::Duration ceiling_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_BACKOFF_H_
