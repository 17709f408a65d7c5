// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_KEEPALIVE_H_
#define WAMP_TRANSPORT_KEEPALIVE_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::transport {

// Watches over a connection: when nothing was heard for an interval it pings,
// and when nothing is heard for the timeout after that it gives up. Any octet
// counts as a sign of life, and octets are counted, not times, so a clock that
// jumps ends no connection. The loop's thread only.
class Keepalive {
 public:
  struct Options {
    absl::Duration interval;  // zero or less: no watch
    absl::Duration timeout;
    std::function<uint64_t()> octets_heard;
    std::function<void()> ping;
    std::function<void(const absl::Status&)> dead;  // at most once
  };

  // Begins at once. Destroying it ends the watch.
  Keepalive(EventLoop& loop, Options options);

 private:
  void Wait(absl::Duration delay, void (Keepalive::*next)());
  void HandleInterval();
  void HandleTimeout();
  // Whether anything came since the last look.
  bool Heard();

  EventLoop& loop_;
  const Options options_;
  uint64_t octets_heard_ = 0;
  std::unique_ptr<Timer> timer_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_KEEPALIVE_H_
