// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_EVENT_SINK_H_
#define BRIDGE_SUBSCRIBE_EVENT_SINK_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/subscribe/shared_event.h"
#include "wamp/ids.h"

namespace wampbridge::bridge {

// One Subscribe stream as the hub sees it: it is told the frames of api.md
// "Subscribe frames", in their order. Called on the hub's loop, no lock held;
// must not block. After OnEnd nothing more is called.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // `topic` is the index into the stream's topics.
  virtual void OnSubscribed(size_t topic, wamp::SubscriptionId subscription,
                            wamp::SessionId session) = 0;
  virtual void OnEvent(size_t topic, SharedEvent& event) = 0;
  // The session is lost or not there yet, since when.
  virtual void OnInterrupted(const std::string& reason, absl::Time since) = 0;
  // Events between these times are lost for good; for all topics.
  virtual void OnSessionGap(const std::string& reason, absl::Time from,
                            absl::Time to) = 0;
  // The router took this subscription away; the others go on.
  virtual void OnUnsubscribed(size_t topic, const std::string& reason) = 0;
  // A topic was refused, or none is left: the stream ends with this.
  virtual void OnEnd(const Failure& failure) = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_EVENT_SINK_H_
