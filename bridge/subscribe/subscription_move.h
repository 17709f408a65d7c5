// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SUBSCRIPTION_MOVE_H_
#define BRIDGE_SUBSCRIBE_SUBSCRIPTION_MOVE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/subscribe/session_subscriptions.h"
#include "bridge/subscribe/wanted_topic.h"
#include "wamp/message.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// Make before break (architecture.md "The pool"): brings what streams have by
// one session to its successor without a gap. SUBSCRIBE on the successor, whose
// events are held; UNSUBSCRIBE on the old session, whose events are given as
// ever; when the last UNSUBSCRIBED has come, of the held events those go that
// the old session gave, by (subscription, publication), and the rest is due.
//
// In order: Add for each topic, Start; then the listener is told one of
// OnMoved, OnHoldEnded and OnMoveFailed, unless this is destroyed before.
// Retained events are not asked for again: the streams have had them.
//
// Runs on the loop of both sessions. `from` and the listener must outlive it.
class SubscriptionMove final : private SessionSubscriptions::Listener {
 public:
  using Key = SessionSubscriptions::Key;
  using Member = SessionSubscriptions::Member;

  class Listener {
   public:
    virtual ~Listener() = default;
    // The successor's router refuses or revokes what the old session has.
    virtual void OnMoveRefused(Member member, const Failure& failure) = 0;
    virtual void OnMoveRevoked(Member member, const std::string& reason) = 0;
    // All is with the successor: Finish.
    virtual void OnMoved() = 0;
    // It cannot go on without a gap, which begins at `since` or before: more
    // was held than may be, or the old session does not answer.
    virtual void OnHoldEnded(const std::string& reason, absl::Time since) = 0;
    // The successor does not answer; the old session has all that it had.
    virtual void OnMoveFailed() = 0;
  };
  struct HeldEvent {
    wamp::Event event;  // its payload lies in args and kwargs
    std::string args;
    std::string kwargs;
    absl::Time received_at;
  };
  // What one move holds at most: a few seconds of a busy identity.
  static constexpr size_t kEventsMax = 10'000;
  static constexpr size_t kOctetsMax = 8 << 20;

  SubscriptionMove(transport::EventLoop& loop, SessionSubscriptions& from,
                   std::shared_ptr<transport::ClientConnection> successor,
                   const SessionSubscriptions::Options& options,
                   Listener* listener);
  ~SubscriptionMove() override;
  SubscriptionMove(const SubscriptionMove&) = delete;
  SubscriptionMove& operator=(const SubscriptionMove&) = delete;

  void Add(WantedTopic topic, Member member);
  void Start();
  // The member has left, or the old session's router has revoked its topic.
  void Remove(const WantedTopic& topic, Member member);

  // An event of the old session, which the streams are given.
  void HandleGiven(const wamp::Event& event);
  // Of the successor.
  void HandleEvent(const wamp::Event& event);
  void HandleRevoked(const wamp::Unsubscribed& revocation);

  const std::shared_ptr<transport::ClientConnection>& successor() const {
    return to_->connection();
  }
  // Since when the old session has begun to give subscriptions back.
  std::optional<absl::Time> leaving_since() const { return leaving_since_; }

  // What the streams have now, and the events that are due. REQUIRES: OnMoved
  // was called.
  struct Moved {
    std::unique_ptr<SessionSubscriptions> session;
    absl::flat_hash_map<Member, wamp::SubscriptionId> ids;
    std::vector<HeldEvent> due;
  };
  Moved Finish();

 private:
  void LeaveOldIfReady();
  void Overdue();
  void EndHold(const std::string& reason);
  bool WasGiven(const wamp::Event& event) const;

  // SessionSubscriptions::Listener.
  void OnAccepted(Member member, wamp::SubscriptionId id) override;
  void OnRefused(Member member, const Failure& failure) override;
  void OnRevoked(Member member, const std::string& reason) override;

  transport::EventLoop& loop_;
  SessionSubscriptions& from_;
  const absl::Duration answer_timeout_;
  Listener* const listener_;
  std::unique_ptr<SessionSubscriptions> to_;
  // Null before Start.
  std::unique_ptr<transport::Timer> timer_;
  std::optional<absl::Time> leaving_since_;
  // Without an answer from the successor.
  absl::flat_hash_set<Member> waiting_;
  // member -> its subscription at the successor
  absl::flat_hash_map<Member, wamp::SubscriptionId> ids_;
  std::vector<HeldEvent> held_;
  size_t held_octets_ = 0;
  // subscription -> the publications that the old session gave since Start
  absl::flat_hash_map<Key, absl::flat_hash_set<uint64_t>> given_;
  size_t given_count_ = 0;
  bool ended_ = false;  // the listener was told
  // What is posted finds out by this that it came too late.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIPTION_MOVE_H_
