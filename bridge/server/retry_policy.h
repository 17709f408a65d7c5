// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RETRY_POLICY_H_
#define BRIDGE_SERVER_RETRY_POLICY_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/server/published.h"
#include "wamp/uri_pattern.h"

namespace wampbridge::bridge {

// When the bridge tries a request again by itself (configuration: `retry`), and
// how often it has. Knows nothing of requests: RoutedRequest asks it.
//
// All retries draw on one budget, a token bucket, so that they cannot multiply
// the load of a router that is in trouble: each request earns `budget` of a
// retry, at most kSavedMax are saved. Below kFloor it fills by one a second and
// begins full, so that a quiet service may retry at all.
//
// Thread-safe. The way of a request that succeeds takes no lock.
class RetryPolicy {
 public:
  struct Options {
    int not_sent_attempts = 3;  // of a request in all, the first included
    int unknown_attempts = 2;
    std::vector<wamp::UriPattern> unknown_procedures = {};
    double budget = 0.1;
  };
  // How far a failed attempt came.
  enum class Reach {
    kNotSent,     // no octet of it was handed to a write
    kMayHaveRun,  // some were, and nothing is known of what became of them
  };
  struct Counts {
    uint64_t not_sent = 0;
    uint64_t unknown = 0;
    uint64_t over_budget = 0;  // would have been made otherwise
  };

  static constexpr double kFloor = 10;
  static constexpr double kSavedMax = 1000;

  explicit RetryPolicy(Options options) : options_(std::move(options)) {}

  // Goes by other options from now on; the budget goes on.
  void Change(Options options) { options_.Replace(std::move(options)); }

  // A request begins.
  void CountRequest() { requests_.fetch_add(1, std::memory_order_relaxed); }

  // The procedures that the configuration names.
  bool MayRunTwice(std::string_view procedure) const;

  // Whether one that has failed after so many attempts may have another, by
  // their number.
  bool AllowsAnother(Reach reach, int attempts) const {
    const Options& options = options_.Get();
    return attempts < (reach == Reach::kNotSent ? options.not_sent_attempts
                                                : options.unknown_attempts);
  }
  // Takes a retry out of the budget, and counts it. False: the budget is spent.
  // `now` is on one clock for all calls.
  bool Spend(Reach reach, absl::Time now);

  Counts counts() const;

 private:
  Published<Options> options_;
  std::atomic<uint64_t> requests_{0};  // since the budget was last looked at
  mutable std::mutex mutex_;           // guards what follows
  double saved_ = kFloor;
  absl::Time looked_at_ = absl::InfinitePast();
  Counts counts_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RETRY_POLICY_H_
