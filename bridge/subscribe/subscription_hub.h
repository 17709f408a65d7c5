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
#include "bridge/subscribe/history_fetch.h"
#include "bridge/subscribe/session_subscriptions.h"
#include "bridge/subscribe/subscription_move.h"
#include "bridge/subscribe/wanted_topic.h"
#include "bridge/translate/history_query.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The Subscribe streams of one pool (api.md "Subscribe frames"): what each of
// them wants, whether it has it, and since when not. Each new session at the
// pool's subscribing place is brought to what is wanted, with all options;
// SessionSubscriptions does that for one session, SubscriptionMove brings what
// they have from one session to the next. What the router revokes is no longer
// wanted.
//
// History is asked for one topic of a stream at a time, the next one when the
// client has taken the last one's events: so a stream holds one answer at most.
//
// Runs on one loop, the subscribing session's: Subscribe, Unsubscribe and
// ContinueHistory may be called from any thread and take effect there. The loop
// must outlive it, and stop running before it is destroyed.
class SubscriptionHub : public SubscriberPlace,
                        private SessionSubscriptions::Listener,
                        private SubscriptionMove::Listener {
 public:
  SubscriptionHub(transport::EventLoop& loop,
                  SessionSubscriptions::Options options);
  ~SubscriptionHub() override;

  // Says whether a stream can be served by this session: Unimplemented where
  // the router did not announce a feature that the stream asks for.
  using Gate = std::function<absl::Status(const transport::ClientConnection&)>;

  // What a stream asks for.
  struct Wish {
    std::vector<WantedTopic> topics;
    std::optional<HistoryWish> history;  // of every topic
    Gate gate;
  };

  // Adds a stream. The sink is told OnInterrupted at once where there is no
  // session; it is held until it has been told OnEnd or Unsubscribe has taken
  // effect.
  void Subscribe(Wish wish, std::shared_ptr<EventSink> sink);
  // The stream has ended on its own side. Unknown sinks are ignored: both ends
  // may end it at once.
  void Unsubscribe(std::shared_ptr<EventSink> sink);
  // The client has taken the past events that its sink had no room for.
  void ContinueHistory(std::shared_ptr<EventSink> sink);
  // All streams end with `why`, and those that come yet.
  void Close(const Failure& why);

  // SubscriberPlace.
  void OnSubscriberJoined(
      std::shared_ptr<transport::ClientConnection> connection) override;
  void OnSubscriberEvent(const wamp::Event& event) override;
  void OnSubscriberRevoked(const wamp::Unsubscribed& revocation) override;
  void OnSubscriberLost(const std::string& reason,
                        absl::Time last_heard) override;
  void OnSubscriberRefused(const Failure& failure) override;
  void OnSuccessorJoined(
      std::shared_ptr<transport::ClientConnection> connection,
      MovedCallback moved) override;
  void OnSuccessorEvent(const wamp::Event& event) override;
  void OnSuccessorRevoked(const wamp::Unsubscribed& revocation) override;
  void OnSuccessorLost(const std::string& reason) override;

 private:
  struct Topic {
    WantedTopic wanted;
    wamp::SubscriptionId subscription;  // 0: not accepted on this session
    bool revoked = false;
    bool history_given = false;
  };
  struct Stream {
    std::shared_ptr<EventSink> sink;
    Gate gate;  // asked on each new session
    std::vector<Topic> topics;
    std::optional<HistoryWish> history;   // until it has been given
    std::unique_ptr<HistoryFetch> fetch;  // while the router is asked
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
  void CloseNow(const Failure& why);
  void Remove(EventSink* sink);
  void Interrupt(Stream& stream, const std::string& reason, absl::Time since);
  void AttachAll(EventSink* sink);
  void CheckWhole(Stream& stream);
  void TellWhole(Stream& stream,
                 const std::optional<EventSink::SessionGap>& gap);
  void AskHistory(EventSink* sink);
  void HandleHistory(EventSink* sink, size_t topic,
                     HistoryFetch::Answer& answer);
  void LoseSession(const std::string& reason, absl::Time since);
  void StartOn(std::shared_ptr<transport::ClientConnection> connection);
  void MoveStream(EventSink* sink);
  void EndMove(Moved how);
  void Resume();
  std::vector<EventSink*> Sinks() const;
  void End(Stream& stream, const Failure& failure);
  Stream* Find(EventSink* sink);

  // SessionSubscriptions::Listener.
  void OnAccepted(SessionSubscriptions::Member member,
                  wamp::SubscriptionId id) override;
  void OnRefused(SessionSubscriptions::Member member,
                 const Failure& failure) override;
  void OnRevoked(SessionSubscriptions::Member member,
                 const std::string& reason) override;

  // SubscriptionMove::Listener.
  void OnMoveRefused(SubscriptionMove::Member member,
                     const Failure& failure) override;
  void OnMoveRevoked(SubscriptionMove::Member member,
                     const std::string& reason) override;
  void OnMoved() override;
  void OnHoldEnded(const std::string& reason, absl::Time since) override;
  void OnMoveFailed() override;

  transport::EventLoop& loop_;
  const SessionSubscriptions::Options options_;
  // Null while there is no session.
  std::unique_ptr<SessionSubscriptions> session_;
  // While a successor takes over. Streams that are not whole wait for its end.
  std::unique_ptr<SubscriptionMove> move_;
  MovedCallback moved_;
  std::string outage_reason_;      // while there is none; empty: not tried yet
  std::optional<Failure> closed_;  // what streams that come end with
  // the sink -> its stream (sinks are how sessions' events find them)
  std::map<EventSink*, Stream> streams_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_
