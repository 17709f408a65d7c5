// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_MANUAL_LOOP_H_
#define WAMP_TRANSPORT_MANUAL_LOOP_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/time/time.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::transport {

// An event loop for tests: it has no thread, and its clock moves only by hand.
// Functions run on the thread that calls RunPosted or Advance; functions may
// be posted from any thread. Timers must not outlive their loop.
class ManualLoop : public EventLoop {
 public:
  explicit ManualLoop(absl::Time now = absl::FromUnixSeconds(1'000'000'000));
  ~ManualLoop() override;

  void Post(std::function<void()> function) override;
  [[nodiscard]] std::unique_ptr<Timer> RunAfter(
      absl::Duration delay, std::function<void()> function) override;
  absl::Time Now() const override;

  // Runs what has been posted, and what that posts, and timers that are due,
  // until nothing is left or `functions_max` have run. Returns how many ran.
  size_t RunPosted(size_t functions_max = 10'000);
  // Moves the clock, running each timer at its own time on the way.
  void Advance(absl::Duration duration);
  // How many timers wait.
  size_t timers() const;

 private:
  // When it is due, then the order of RunAfter calls.
  using TimerKey = std::pair<absl::Time, uint64_t>;
  class ManualTimer;

  // The next function to run, or an empty one.
  std::function<void()> TakeNextLocked();
  void Cancel(const TimerKey& key);

  mutable std::mutex mutex_;
  absl::Time now_;
  uint64_t timers_made_ = 0;
  std::deque<std::function<void()>> posted_;
  std::map<TimerKey, std::function<void()>> timers_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_MANUAL_LOOP_H_
