// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_WAIT_LIST_H_
#define BRIDGE_POOL_WAIT_LIST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "bridge/pool/pooled_session.h"
#include "bridge/pool/session_pool.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// One who waits for a session of the pool.
struct Waiter {
  uint64_t id = 0;
  Place place = Place::kCall;
  bool own = false;                // waits for a session of its own
  PooledSession::Pointer joining;  // own: the session that is being opened
  SessionPool::AcquireCallback done;
  SessionPool::LostCallback lost;  // own: when the session given is no more
  std::unique_ptr<transport::Timer> timer;  // ends the wait
};

// Those who wait, in the order in which they came. Who takes a waiter out must
// call or drop its callback, outside the lock that guards the list. Not
// thread-safe.
class WaitList {
 public:
  // The id that the next Add takes, for its timer.
  uint64_t next_id() const { return next_id_; }
  void Add(Waiter waiter);

  std::optional<Waiter> Take(uint64_t id);
  // The one whose own session this is.
  std::optional<Waiter> TakeJoining(const PooledSession::Pointer& session);
  std::vector<Waiter> TakeIf(const std::function<bool(const Waiter&)>& wanted);
  // Who waits for a session of its own that is not being opened yet.
  Waiter* FirstUnopenedOwn();

  size_t size() const { return waiters_.size(); }

 private:
  uint64_t next_id_ = 1;
  std::map<uint64_t, Waiter> waiters_;  // id -> waiter (ids rise: first come)
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_WAIT_LIST_H_
