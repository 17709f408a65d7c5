// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SESSION_SUBSCRIPTIONS_H_
#define BRIDGE_SUBSCRIBE_SESSION_SUBSCRIPTIONS_H_

#include <compare>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/subscribe/event_sink.h"
#include "bridge/subscribe/wanted_topic.h"
#include "bridge/tracing/tracer.h"
#include "bridge/translate/metadata_carriage.h"
#include "wamp/transport/client_connection.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The subscriptions of one session: which streams share which of them. A router
// knows a subscription by (topic, match); SUBSCRIBE goes out for the first
// stream that wants it, and again for one that wants other options of it
// (get_retained). UNSUBSCRIBE goes out when the last one leaves; who comes
// before UNSUBSCRIBED waits and subscribes anew. Knows nothing of reconnecting:
// it lives and dies with its session.
//
// Runs on the session's loop. `listener` and the sinks must outlive it.
class SessionSubscriptions {
 public:
  // What a router knows a subscription by.
  using Key = std::pair<std::string, wamp::MatchPolicy>;
  // One topic of one stream.
  struct Member {
    EventSink* sink = nullptr;
    size_t topic = 0;  // index into the stream's topics

    friend bool operator==(const Member&, const Member&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const Member& member) {
      return H::combine(std::move(state), member.sink, member.topic);
    }
  };

  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void OnAccepted(Member member, wamp::SubscriptionId id) = 0;
    // The member is no longer attached.
    virtual void OnRefused(Member member, const Failure& failure) = 0;
    virtual void OnRevoked(Member member, const std::string& reason) = 0;
  };

  struct Options {
    absl::Duration answer_timeout = absl::Seconds(60);
    // Puts the router's ERROR into a failure.
    std::function<Failure(const wamp::Error&, wamp::Serializer)> remote_failure;
    MetadataCarriage metadata = {};
    Tracer* tracer = nullptr;  // null: nothing is traced; else outlives it
  };

  SessionSubscriptions(transport::EventLoop& loop,
                       std::shared_ptr<transport::ClientConnection> connection,
                       const Options& options, Listener* listener);
  // Requests without an answer are forgotten: the session may live on, for
  // others.
  ~SessionSubscriptions();
  SessionSubscriptions(const SessionSubscriptions&) = delete;
  SessionSubscriptions& operator=(const SessionSubscriptions&) = delete;

  const std::shared_ptr<transport::ClientConnection>& connection() const {
    return connection_;
  }
  // From now on `listener` is told.
  void ReportTo(Listener* listener) { listener_ = listener; }

  // The listener is told, at once or when the router has answered.
  void Attach(const WantedTopic& topic, Member member);
  // The listener is told nothing more of this member.
  void Detach(const WantedTopic& topic, Member member);

  // Gives an EVENT to every member that is to have it.
  void HandleEvent(const wamp::Event& event, absl::Time received_at);
  void HandleRevoked(const wamp::Unsubscribed& revocation);
  // Null: there is no such subscription here.
  const Key* KeyOf(wamp::SubscriptionId id) const;

  // UNSUBSCRIBE for all; the members have events until UNSUBSCRIBED has come.
  // `done` is posted when the last has, and never where the session is lost
  // before. An error: not all could be sent.
  // REQUIRES: nobody attaches any more.
  absl::Status LeaveAll(std::function<void()> done);

 private:
  struct Subscription;
  class TableRequest;
  class SubscribeRequest;
  class UnsubscribeRequest;

  void Send(const WantedTopic& topic, Subscription& subscription,
            Member member);
  void RefuseAll(const std::vector<Member>& members, const Failure& failure);
  void HandleSubscribed(SubscribeRequest& request, wamp::SubscriptionId id);
  void HandleUnsubscribed(const Key& key);
  void LeaveIfUnused(const Key& key);
  absl::Status Leave(Subscription& subscription);
  void TellIfAllLeft();
  Subscription* Find(const Key& key);

  transport::EventLoop& loop_;
  const std::shared_ptr<transport::ClientConnection> connection_;
  const Options options_;
  Listener* listener_;
  // (topic, match) -> the subscription, from its first SUBSCRIBE to
  // UNSUBSCRIBED
  absl::flat_hash_map<Key, std::unique_ptr<Subscription>> subscriptions_;
  // the router's id -> its subscription (for EVENT and revocations)
  absl::flat_hash_map<wamp::SubscriptionId, Subscription*> by_id_;
  std::function<void()> all_left_;  // since LeaveAll
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SESSION_SUBSCRIPTIONS_H_
