// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_LIVE_SESSIONS_H_
#define BRIDGE_POOL_LIVE_SESSIONS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "bridge/pool/pooled_session.h"
#include "wamp/ids.h"

namespace wampbridge::bridge {

// The sessions of a pool that can take work, and who holds which place, at one
// moment. Never changed once made, so that callers choose without a lock.
struct LiveSessions {
  using Pointer = PooledSession::Pointer;

  std::vector<Pointer> all;
  Pointer publisher;         // of `all`, or null
  Pointer subscriber;        // of `all`, or null
  std::vector<Pointer> own;  // of single streams; shown, never given out

  // The one with the fewest requests outstanding (the first of equals, so that
  // sessions beyond what is needed become idle), or null. `*in_flight` is how
  // many those are.
  Pointer LeastLoaded(size_t* in_flight) const;
  // The one with this id, or null.
  Pointer Find(wamp::SessionId session) const;

  // The same without `session`, in any place.
  std::shared_ptr<const LiveSessions> Without(const Pointer& session) const;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_LIVE_SESSIONS_H_
