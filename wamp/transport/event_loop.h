// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_EVENT_LOOP_H_
#define WAMP_TRANSPORT_EVENT_LOOP_H_

#include <functional>
#include <memory>

#include "absl/time/time.h"

namespace wampbridge::transport {

// A timer that is running. Destroying or cancelling it on its loop's thread
// means that its function will not run; from elsewhere it may be running now.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual void Cancel() = 0;
};

// One thread that runs functions one at a time and tells the time. Two kinds:
// the one behind the sockets (IoThreads) and ManualLoop for tests, whose clock
// moves by hand. Post, RunAfter and Now may be called from any thread.
class EventLoop {
 public:
  virtual ~EventLoop() = default;

  virtual void Post(std::function<void()> function) = 0;
  // Runs `function` on the loop once `delay` has passed, unless cancelled.
  [[nodiscard]] virtual std::unique_ptr<Timer> RunAfter(
      absl::Duration delay, std::function<void()> function) = 0;
  virtual absl::Time Now() const = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_EVENT_LOOP_H_
