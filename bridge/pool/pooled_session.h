// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_POOL_POOLED_SESSION_H_
#define BRIDGE_POOL_POOLED_SESSION_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "auth/attempt.h"
#include "auth/authenticator.h"
#include "bridge/pool/session_pool.h"
#include "bridge/pool/subscriber_place.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// One session of a pool, from dialling to its loss: joins with the identity's
// authenticator, answers the router's challenges and leaves a router that has
// not proven what it must. Keeps itself alive from Start until
// it was lost. Knows nothing of the other sessions; whoever made it is told of
// its life by two functions, which are called on the session's loop.
//
// Its connection may be used from any thread once joined; everything else
// belongs to the pool's control loop unless said.
class PooledSession : public transport::SessionObserver,
                      public std::enable_shared_from_this<PooledSession> {
 public:
  using Pointer = std::shared_ptr<PooledSession>;
  struct Options {
    transport::EventLoop* loop = nullptr;  // outlives the session
    transport::DialOptions dial;
    wamp::SessionOptions session;
    std::shared_ptr<const auth::Authenticator> authenticator;
    size_t url_index = 0;
    bool own = false;  // for one stream, beyond the pool's
    std::function<void(const Pointer&)> joined;
    std::function<void(const Pointer&, const wamp::SessionLost&)> lost;
  };

  // In the order of a life; kRetiring: no new work is given to it.
  enum class Phase { kJoining, kLive, kRetiring, kLost };

  explicit PooledSession(Options options);

  void Start(const SessionPool::ConnectionFactory& factory);

  // From now on events go to `place`, until the session is lost: as the one
  // that has it, or as its successor. REQUIRES: the control loop is the
  // session's loop.
  enum class Role { kHolder, kSuccessor };
  void TakeSubscriberPlace(SubscriberPlace* place, Role role) {
    subscriber_ = place;
    role_ = role;
  }
  void LeaveSubscriberPlace() { subscriber_ = nullptr; }

  const std::shared_ptr<transport::ClientConnection>& connection() const {
    return connection_;
  }
  transport::EventLoop* loop() const { return options_.loop; }
  size_t url_index() const { return options_.url_index; }
  const std::string& url() const { return options_.dial.url; }
  bool own() const { return options_.own; }

  Phase phase = Phase::kJoining;
  absl::Time joined = absl::InfiniteFuture();
  // Set before `joined` is called, then constant.
  wamp::Welcome welcome;
  // The broker announces publisher_exclusion: a session can hear what it
  // publishes itself.
  bool publisher_exclusion = false;
  // How often sessions were to be renewed before this one was opened.
  uint64_t renewal = 0;
  // How often it was given out (any thread), and what that was when the pool
  // last saw it busy: a session that nobody wants can go.
  std::atomic<uint64_t> picks = 0;
  uint64_t picks_seen = 0;
  absl::Time idle_since = absl::InfiniteFuture();
  // Own: tells the stream that has it that it is lost.
  SessionPool::LostCallback owner_lost;
  // Retiring: looks again whether it has nothing outstanding.
  std::unique_ptr<transport::Timer> retire_timer;
  // It is lost, as OnLost or a refused request has told (any thread); the
  // control loop hears of it later.
  std::atomic<bool> gone = false;

  // SessionObserver.
  void OnChallenge(const wamp::Challenge& challenge) override;
  void OnJoined(const wamp::Welcome& welcome) override;
  void OnEvent(const wamp::Event& event) override;
  void OnInvocation(const wamp::Invocation& invocation) override;
  void OnInterrupt(const wamp::Interrupt& interrupt) override;
  void OnUnsubscribed(const wamp::Unsubscribed& revocation) override;
  void OnUnregistered(const wamp::Unregistered& revocation) override;
  void OnLost(const wamp::SessionLost& lost) override;

 private:
  Options options_;
  const std::unique_ptr<auth::Attempt> attempt_;
  // Why the router was not believed; then the session is being left.
  absl::Status disbelief_;
  std::shared_ptr<transport::ClientConnection> connection_;
  SubscriberPlace* subscriber_ = nullptr;  // outlives the pool's Stop
  Role role_ = Role::kHolder;
  Pointer self_;  // from Start until lost
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_POOL_POOLED_SESSION_H_
