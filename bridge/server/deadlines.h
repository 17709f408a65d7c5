// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_DEADLINES_H_
#define BRIDGE_SERVER_DEADLINES_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/time/time.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The limits on time of all RPCs behind one timer of a loop: setting one and
// taking it away again, which is what happens to nearly all of them, costs a
// lock and a list link, and no timer is touched. Coarse: a limit ends up to
// kTick late, never early.
//
// Thread-safe. Owned by a shared_ptr, since the loop's timer may outlive it.
class Deadlines : public std::enable_shared_from_this<Deadlines> {
 public:
  // Calls with limits of seconds do not care for less.
  static constexpr absl::Duration kTick = absl::Milliseconds(5);

  // What has a limit on time. One limit at a time; the object takes it away
  // before it is destroyed.
  class Entry {
   public:
    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    // The limit has passed. On the loop, without a lock; called at most once
    // for each Set, and perhaps just after a Clear from another thread.
    virtual void OnDeadline() = 0;

   protected:
    ~Entry() = default;

   private:
    friend class Deadlines;
    Entry* previous_ = nullptr;
    Entry* next_ = nullptr;
    int64_t tick_ = 0;  // 0: not set
    std::weak_ptr<Entry> self_;
  };

  // `loop` must outlive this.
  static std::shared_ptr<Deadlines> Create(transport::EventLoop& loop);
  // REQUIRES: no limit is set any more.
  ~Deadlines() = default;
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // On the clock of the loop; InfiniteFuture sets none. Replaces the limit
  // that `entry` had. `self` is what keeps it alive.
  void Set(Entry& entry, std::weak_ptr<Entry> self, absl::Time limit);
  void Clear(Entry& entry);

  absl::Time Now() const { return loop_.Now(); }

 private:
  explicit Deadlines(transport::EventLoop& loop) : loop_(loop) {}

  void UnlinkLocked(Entry& entry);
  void ArmLocked();
  void OnTimer();

  transport::EventLoop& loop_;
  std::mutex mutex_;
  // tick -> first entry of its list (entries end in the order of their ticks)
  absl::btree_map<int64_t, Entry*> lists_;
  std::unique_ptr<transport::Timer> timer_;
  int64_t armed_ = 0;  // the tick that timer_ is for; 0: none
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_DEADLINES_H_
