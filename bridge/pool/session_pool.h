// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_SESSION_POOL_H_
#define BRIDGE_POOL_SESSION_POOL_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/pool/pool_options.h"
#include "bridge/pool/pool_snapshot.h"
#include "bridge/pool/subscriber_place.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// What a session is wanted for. In a pool one session publishes, one subscribes
// and registers, and calls go to the least loaded of all live ones (api.md
// "Fixed places"). Publishing and subscribing session are one where the broker
// announces publisher_exclusion, otherwise two.
enum class Place { kCall, kPublish, kSubscribe };

// The sessions of one identity: opens `min` of them, more while every one has
// more than target_in_flight requests outstanding, closes idle ones, and
// reconnects for ever. All sessions of a pool share one URL: the next one is
// tried only when none lives on it.
//
// Thread-safe. Callbacks come without any lock held.
class SessionPool {
 public:
  using Connection = std::shared_ptr<transport::ClientConnection>;
  // Makes a connection; tests give fakes.
  using ConnectionFactory = std::function<Connection(
      transport::EventLoop&, transport::DialOptions, wamp::SessionOptions,
      transport::SessionObserver*)>;
  // Given a live session, or the failure with which the RPC ends (NOT_SENT).
  struct Acquired {
    Connection connection;  // null: failed
    Failure failure;
  };
  using AcquireCallback = std::function<void(Acquired)>;
  // Why a session that was given to one alone is no more.
  using LostCallback = std::function<void(const Failure&)>;

  // A wait that is under way; destroying it ends the wait, and the callback is
  // then not called (it may be running if it comes from another thread).
  class Wait {
   public:
    virtual ~Wait() = default;
  };

  // `loops` outlive the pool. `subscriber` is told of the session at the
  // subscribing place, always on loops.front(), and outlives Stop.
  static std::shared_ptr<SessionPool> Create(
      PoolOptions options, std::vector<transport::EventLoop*> loops,
      ConnectionFactory factory, SubscriberPlace* subscriber);
  virtual ~SessionPool() = default;

  virtual void Start() = 0;

  // The session for a request of this kind now, or null. Takes no lock that is
  // held across I/O; this is the way of every call.
  virtual Connection TryAcquire(Place place) = 0;
  // The live session with this id, or null (pinning).
  virtual Connection Find(wamp::SessionId session) = 0;

  // Waits for a session, at most until `until` and at most wait_for_session
  // from now. Fails at once where waiting is no use: after a refused join until
  // the next attempt (with its reason), when waiters_max wait already
  // (RESOURCE_EXHAUSTED), when stopping. `done` is called once, on a loop or
  // before this returns (then there is no Wait: null).
  virtual std::unique_ptr<Wait> Acquire(Place place, absl::Time until,
                                        AcquireCallback done) = 0;
  // A session of one's own beyond `max`, for a PublishStream; at most
  // publish_streams of them. The caller ends it with ReleaseOwn. `lost` is
  // called on a loop when a session that `done` was given is no more, or is to
  // be given back.
  virtual std::unique_ptr<Wait> AcquireOwn(absl::Time until,
                                           AcquireCallback done,
                                           LostCallback lost) = 0;
  virtual void ReleaseOwn(const Connection& connection) = 0;
  // A session that was given out has refused a request since it is not
  // established any more: it is given to nobody else. Its loss may be told on
  // its loop a moment later, and until then requests would find it again.
  virtual void ReportLost(const Connection& connection) = 0;

  // A new session at the same URL takes the subscribing place, make before
  // break (architecture.md "The pool"), and the one that has it retires: for
  // changes that we start, such as new credentials. Tried again, as joining is,
  // until it is done or no session lives, since who joins then is new. While
  // one replacement is under way another is not begun.
  virtual void ReplaceSubscriber() = 0;

  // New sessions take the place of all that there are, make before break, as
  // ReplaceSubscriber for the subscribing one; the others retire once as many
  // new ones have joined. Where the router refuses the new ones the old ones
  // stay, and the state says so. Those of streams alone stay.
  virtual void Renew() = 0;
  // Serves by other options from now on. `how`: only bounds have changed, which
  // needs no new sessions; the sessions are to be new, as by Renew; they are of
  // no use any more, so that they retire at once and others join, with a gap.
  enum class Change { kBounds, kRenew, kWithGap };
  virtual void ChangeTo(PoolOptions options, Change how) = 0;

  // For GetIdentity, status and health.
  virtual PoolSnapshot Snapshot() const = 0;
  // Called when the pool's first session joins and whenever its state changes.
  virtual void SetStateListener(std::function<void()> listener) = 0;

  // Says GOODBYE on all sessions and opens none any more; `done` when the last
  // has gone.
  virtual void Stop(std::function<void()> done) = 0;
  // The same without haste: who waits, comes or has a session of its own is
  // told `why` at once, sessions leave when nothing is outstanding on them.
  // Stop may follow.
  virtual void Retire(const Failure& why, std::function<void()> done) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_SESSION_POOL_H_
