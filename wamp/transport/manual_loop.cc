// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/manual_loop.h"

#include <algorithm>

namespace wampbridge::transport {

class ManualLoop::ManualTimer : public Timer {
 public:
  ManualTimer(ManualLoop& loop, TimerKey key) : loop_(loop), key_(key) {}
  ~ManualTimer() override { loop_.Cancel(key_); }
  void Cancel() override { loop_.Cancel(key_); }

 private:
  ManualLoop& loop_;
  const TimerKey key_;
};

ManualLoop::ManualLoop(absl::Time now) : now_(now) {}
ManualLoop::~ManualLoop() = default;

void ManualLoop::Post(std::function<void()> function) {
  std::lock_guard lock(mutex_);
  posted_.push_back(std::move(function));
}

std::unique_ptr<Timer> ManualLoop::RunAfter(absl::Duration delay,
                                            std::function<void()> function) {
  std::lock_guard lock(mutex_);
  const TimerKey key{now_ + delay, timers_made_++};
  timers_.emplace(key, std::move(function));
  return std::make_unique<ManualTimer>(*this, key);
}

absl::Time ManualLoop::Now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

size_t ManualLoop::RunPosted(size_t functions_max) {
  size_t ran = 0;
  while (ran < functions_max) {
    std::function<void()> next;
    {
      std::lock_guard lock(mutex_);
      next = TakeNextLocked();
    }
    if (!next) break;
    next();
    ++ran;
  }
  return ran;
}

void ManualLoop::Advance(absl::Duration duration) {
  RunPosted();
  const absl::Time end = Now() + duration;
  for (;;) {
    {
      std::lock_guard lock(mutex_);
      if (timers_.empty() || timers_.begin()->first.first > end) break;
      now_ = std::max(now_, timers_.begin()->first.first);
    }
    RunPosted();
  }
  {
    std::lock_guard lock(mutex_);
    now_ = end;
  }
  RunPosted();
}

size_t ManualLoop::timers() const {
  std::lock_guard lock(mutex_);
  return timers_.size();
}

std::function<void()> ManualLoop::TakeNextLocked() {
  std::function<void()> next;
  if (!posted_.empty()) {
    next = std::move(posted_.front());
    posted_.pop_front();
  } else if (!timers_.empty() && timers_.begin()->first.first <= now_) {
    next = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
  }
  return next;
}

void ManualLoop::Cancel(const TimerKey& key) {
  std::function<void()> dropped;  // destroyed without the lock
  std::lock_guard lock(mutex_);
  auto found = timers_.find(key);
  if (found == timers_.end()) return;
  dropped = std::move(found->second);
  timers_.erase(found);
}

}  // namespace wampbridge::transport
