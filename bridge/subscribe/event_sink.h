// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_EVENT_SINK_H_
#define BRIDGE_SUBSCRIBE_EVENT_SINK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/subscribe/shared_event.h"
#include "wamp/ids.h"

namespace wampbridge::bridge {

// One Subscribe stream as the hub sees it (api.md "Subscribe frames").
// Called on the hub's loop, no lock held; must not block. After OnEnd nothing
// more is called.
class EventSink {
 public:
  struct SubscribedTopic {
    size_t topic = 0;  // index into the stream's topics
    wamp::SubscriptionId subscription;
  };
  // The time in which events may have been lost with a session.
  struct SessionGap {
    std::string reason;
    absl::Time from;
    absl::Time to;
  };

  virtual ~EventSink() = default;

  // The session is lost: events that are held back belonged to it and are void.
  virtual void OnSessionLost() = 0;
  // There is no session, since when and why. Once for each outage, and again
  // where the router refuses to let the bridge join.
  virtual void OnInterrupted(const std::string& reason, absl::Time since) = 0;
  // Every topic has been accepted by `session`: the gap if a session was lost
  // since the last OnWhole, a `subscribed` for each, then the events that came
  // meanwhile. Again without a loss where another session takes over.
  virtual void OnWhole(wamp::SessionId session,
                       const std::vector<SubscribedTopic>& topics,
                       const std::optional<SessionGap>& gap) = 0;
  // An event by the stream's `topic`; before OnWhole, and until OnCaughtUp
  // where the stream begins with history, it is to be held back.
  virtual void OnEvent(size_t topic, SharedEvent& event) = 0;
  // Past events of `topic`, oldest first, once for each topic. Those that are
  // held back as live ones are not to be given twice. kLater: the client has
  // to take them first; the sink then sees to it that the hub goes on.
  enum class Room { kNow, kLater };
  virtual Room OnHistory(size_t topic, std::vector<SharedEvent>& events) = 0;
  // The history has been given.
  virtual void OnCaughtUp() = 0;
  // The router took this topic away; the others go on.
  virtual void OnUnsubscribed(size_t topic, const std::string& reason) = 0;
  // A topic was refused, or none is left: the stream ends with this.
  virtual void OnEnd(const Failure& failure) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_EVENT_SINK_H_
