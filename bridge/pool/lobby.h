// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_LOBBY_H_
#define BRIDGE_POOL_LOBBY_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/pool/live_sessions.h"
#include "bridge/pool/pooled_session.h"
#include "bridge/pool/session_pool.h"
#include "bridge/pool/wait_list.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// Where requests get a session of a pool, or wait for one. The pool's control
// loop says which sessions live (SetLive) and why none does; requests come from
// any thread. Opens no session itself: it says when more are wanted.
//
// Thread-safe. Its lock is held for a few instructions only, never over a call
// into a session or a callback.
class Lobby : public std::enable_shared_from_this<Lobby> {
 public:
  using Connection = SessionPool::Connection;
  using Acquired = SessionPool::Acquired;
  using Wait = SessionPool::Wait;
  struct Bounds {
    absl::Duration wait_for_session;
    size_t waiters_max = 0;
    size_t own_max = 0;
    size_t target_in_flight = 0;
  };
  struct Options {
    std::string identity;
    std::string router;
    Bounds bounds;
    transport::EventLoop* control = nullptr;  // outlives the lobby
    // Called on any thread, without the lock.
    std::function<void()> overloaded;  // once for each AllowGrowth
    std::function<void()> own_wanted;
    // Nobody waits for this own session any more.
    std::function<void(const PooledSession::Pointer&)> own_abandoned;
  };

  explicit Lobby(Options options);

  // For requests: as SessionPool's.
  Connection TryAcquire(Place place);
  Connection Find(wamp::SessionId session) const;
  std::unique_ptr<Wait> Acquire(Place place, absl::Time until,
                                SessionPool::AcquireCallback done);
  std::unique_ptr<Wait> AcquireOwn(absl::Time until,
                                   SessionPool::AcquireCallback done,
                                   SessionPool::LostCallback lost);

  // For the pool's control loop.
  void SetBounds(const std::string& router, const Bounds& bounds);
  void SetLive(std::shared_ptr<const LiveSessions> live);
  std::shared_ptr<const LiveSessions> live() const;
  void AllowGrowth(bool allowed) { may_grow_ = allowed; }
  // An attempt failed while no session lives. `refused`: who waits, and who
  // comes before the next attempt, is told so at once.
  enum class Told { kOnTimeout, kAtOnce };
  void SetFailure(const Failure& failure, Told told);
  void ClearRefusal();
  // Fails all who wait and all who come.
  void Close(const Failure& failure);

  bool WantsOwn();
  // False: nobody wants one any more.
  bool AssignOwn(const PooledSession::Pointer& session);
  bool OwnJoined(const PooledSession::Pointer& session);
  // `why`: for the stream that has it.
  struct OwnEnd {
    Failure join;  // for who waits for it yet
    Failure why;
  };
  void OwnLost(const PooledSession::Pointer& session, const OwnEnd& end);

  // For any thread: a session was lost, so it is given out no more.
  void Remove(const PooledSession::Pointer& session);
  void RemoveLost(const Connection& connection);

  size_t waiters() const;
  bool refused() const;

 private:
  class LobbyWait;

  std::unique_ptr<Wait> Enqueue(Waiter waiter, absl::Time until);
  std::optional<Failure> WhyNotLocked(const Waiter& waiter) const;
  Failure TooLate(bool deadline) const;
  void Expire(uint64_t id, bool deadline);
  void Forget(uint64_t id);
  void Abandon(const Waiter& waiter);

  const Options options_;  // but what follows has its router and bounds
  std::atomic<bool> may_grow_ = false;
  std::atomic<size_t> target_in_flight_;

  mutable std::mutex mutex_;  // guards what follows
  std::string router_;
  Bounds bounds_;
  std::shared_ptr<const LiveSessions> live_;
  WaitList waiters_;
  size_t own_ = 0;                 // wanted, joining or live
  std::optional<Failure> closed_;  // stopping: for all who come
  std::optional<Failure> refusal_;
  std::optional<Failure> last_failure_;  // why there is none, for late ones
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_LOBBY_H_
