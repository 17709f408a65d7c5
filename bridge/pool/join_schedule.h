// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_JOIN_SCHEDULE_H_
#define BRIDGE_POOL_JOIN_SCHEDULE_H_

#include <cstddef>
#include <string_view>

#include "absl/time/time.h"
#include "wamp/transport/backoff.h"

namespace wampbridge::bridge {

// When a pool tries next to join, and at which of the router's URLs. All its
// sessions share one URL; the next one is tried when none lives on it, in
// order, and once all of them have failed there is a pause that grows (capped
// exponential, full jitter). Refused credentials pause longer, since asking
// again helps only once somebody has mended them, and routers count failed
// logins. Never gives up. Pure: randomness is an argument. Not thread-safe.
class JoinSchedule {
 public:
  // `urls` is at least 1.
  JoinSchedule(const transport::Backoff::Options& reconnect, size_t urls);

  // Index of the URL to dial.
  size_t url() const { return url_; }

  // How an attempt failed.
  enum class Failed {
    kConnection,   // no connection, or no answer
    kTurnedAway,   // ABORT or GOODBYE
    kCredentials,  // ABORT that speaks of credentials, rights or the realm
  };
  // Each gives the pause before the next attempt. `random` is in [0, 1).
  absl::Duration AfterFailure(Failed how, bool others_live, double random);
  absl::Duration AfterLoss(absl::Duration lived, double random);

  // Other bounds of the pauses from now on.
  void SetReconnect(const transport::Backoff::Options& reconnect);

  void Joined();
  void ReturnToFirstUrl() { url_ = 0; }

 private:
  size_t urls_;
  size_t url_ = 0;
  size_t failed_in_a_row_ = 0;  // since a session lived, or the last pause
  transport::Backoff backoff_;
  transport::Backoff credentials_backoff_;
};

// What the reason of an ABORT or GOODBYE while joining speaks of.
JoinSchedule::Failed FailedBy(std::string_view reason);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_JOIN_SCHEDULE_H_
