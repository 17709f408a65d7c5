// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_ALARM_H_
#define BRIDGE_SERVER_ALARM_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "bridge/server/deadlines.h"

namespace wampbridge::bridge {

// Runs a function on the loop at a time that can be moved or taken away: how a
// stream is reset whose client does not take what is left, or ended when its
// router was gone for too long. Thread-safe. The function may be running while
// this is destroyed on another thread, so it must hold what it needs (weakly).
class Alarm {
 public:
  // `deadlines` must outlive this.
  Alarm(Deadlines& deadlines, std::function<void()> run)
      : deadlines_(deadlines),
        entry_(std::make_shared<Entry>(std::move(run))) {}
  ~Alarm() { deadlines_.Clear(*entry_); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  void SetAt(absl::Time time) { deadlines_.Set(*entry_, entry_, time); }
  void SetAfter(absl::Duration delay) { SetAt(deadlines_.Now() + delay); }
  void Clear() { deadlines_.Clear(*entry_); }

 private:
  struct Entry final : Deadlines::Entry {
    explicit Entry(std::function<void()> run) : run(std::move(run)) {}
    void OnDeadline() override { run(); }
    const std::function<void()> run;
  };

  Deadlines& deadlines_;
  const std::shared_ptr<Entry> entry_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_ALARM_H_
