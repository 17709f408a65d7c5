// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_
#define BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/pool/subscriber_place.h"
#include "bridge/subscribe/event_sink.h"
#include "bridge/subscribe/session_subscriptions.h"
#include "bridge/subscribe/wanted_topic.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The Subscribe streams of one pool (api.md "Subscribe frames"): what each of
// them wants, whether it has it, and since when not. Each new session at the
// pool's subscribing place is brought to what is wanted, with all options;
// SessionSubscriptions does that for one session. What the router revokes is
// no longer wanted.
//
// Runs on one loop, the subscribing session's: Subscribe and Unsubscribe may be
// called from any thread and take effect there. The loop must outlive it, and
// stop running before it is destroyed.
class SubscriptionHub : public SubscriberPlace,
                        private SessionSubscriptions::Listener {
 public:
  SubscriptionHub(transport::EventLoop& loop,
                  SessionSubscriptions::Options options);
  ~SubscriptionHub() override;

  // Says whether a stream can be served by this session: Unimplemented where
  // the router did not announce a feature that the stream asks for.
  using Gate = std::function<absl::Status(const transport::ClientConnection&)>;

  // Adds a stream. The sink is told OnInterrupted at once where there is no
  // session; it is held until it has been told OnEnd or Unsubscribe has taken
  // effect.
  void Subscribe(std::vector<WantedTopic> topics, Gate gate,
                 std::shared_ptr<EventSink> sink);
  // The stream has ended on its own side. Unknown sinks are ignored: both ends
  // may end it at once.
  void Unsubscribe(std::shared_ptr<EventSink> sink);

  // SubscriberPlace.
  void OnSubscriberJoined(
      std::shared_ptr<transport::ClientConnection> connection) override;
  void OnSubscriberEvent(const wamp::Event& event) override;
  void OnSubscriberRevoked(const wamp::Unsubscribed& revocation) override;
  void OnSubscriberLost(const std::string& reason,
                        absl::Time last_heard) override;
  void OnSubscriberRefused(const Failure& failure) override;

 private:
  struct Topic {
    WantedTopic wanted;
    wamp::SubscriptionId subscription;  // 0: not accepted on this session
    bool revoked = false;
  };
  struct Stream {
    std::shared_ptr<EventSink> sink;
    Gate gate;  // asked on each new session
    std::vector<Topic> topics;
    // Every topic that is not revoked is accepted on this session.
    bool whole = false;
    // When and why it last ceased to be whole; none before it first was.
    std::optional<EventSink::SessionGap> gap;
    // While it is not whole and has been told so.
    struct Outage {
      absl::Time since;
      std::string reason;
    };
    std::optional<Outage> outage;
  };

  void Add(Stream stream);
  void Remove(EventSink* sink);
  void Interrupt(Stream& stream, const std::string& reason, absl::Time since);
  void AttachAll(EventSink* sink);
  void CheckWhole(Stream& stream);
  void End(Stream& stream, const Failure& failure);
  Stream* Find(EventSink* sink);

  // SessionSubscriptions::Listener.
  void OnAccepted(SessionSubscriptions::Member member,
                  wamp::SubscriptionId id) override;
  void OnRefused(SessionSubscriptions::Member member,
                 const Failure& failure) override;
  void OnRevoked(SessionSubscriptions::Member member,
                 const std::string& reason) override;

  transport::EventLoop& loop_;
  const SessionSubscriptions::Options options_;
  // Null while there is no session.
  std::unique_ptr<SessionSubscriptions> session_;
  std::string outage_reason_;  // while there is none; empty: not tried yet
  // the sink -> its stream (sinks are how sessions' events find them)
  std::map<EventSink*, Stream> streams_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_
