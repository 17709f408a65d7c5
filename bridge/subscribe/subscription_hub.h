// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_
#define BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/pool/subscriber_place.h"
#include "bridge/subscribe/event_sink.h"
#include "wamp/transport/event_loop.h"
#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// A topic that a stream wants, with its complete options, so that it can be
// restored on a new session.
struct WantedTopic {
  std::string uri;
  wamp::MatchPolicy match = wamp::MatchPolicy::kExact;
  wamp::Dict options;  // SUBSCRIBE.Options, `match` included
  // One stream's own wish: SUBSCRIBE is sent again for it, and events marked
  // retained go only to streams that are owed them.
  bool get_retained = false;
};

// The subscriptions of one pool: many streams behind one session (api.md "One
// subscription, many streams"). The key on a session is (topic, match); an
// equal second SUBSCRIBE returns the same id. UNSUBSCRIBE goes out when the
// last stream ends; who comes before UNSUBSCRIBED waits and subscribes anew.
// After a lost session every wanted topic is subscribed again on the next.
//
// Runs on one loop: Subscribe and Unsubscribe may be called from any thread
// and take effect there.
class SubscriptionHub : public SubscriberPlace {
 public:
  using StreamId = uint64_t;

  struct Options {
    std::string identity;
    std::string router;
    absl::Duration answer_timeout = absl::Seconds(60);  // call_timeout
  };
  static std::shared_ptr<SubscriptionHub> Create(transport::EventLoop& loop,
                                                 Options options);

  // Adds a stream; `sink` is held until it has been told OnEnd or Unsubscribe
  // has taken effect. Before a session is there it is told OnInterrupted.
  virtual StreamId Subscribe(std::vector<WantedTopic> topics,
                             std::shared_ptr<EventSink> sink) = 0;
  // The stream has ended on its own side.
  virtual void Unsubscribe(StreamId stream) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIPTION_HUB_H_
