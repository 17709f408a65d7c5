// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SUBSCRIBE_SINK_H_
#define BRIDGE_SERVER_SUBSCRIBE_SINK_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/server/alarm.h"
#include "bridge/subscribe/subscriber_stream.h"

namespace wampbridge::bridge {

// A Subscribe stream with its limits on time: ends when the router is gone for
// longer than max_outage, and is reset when its client does not take what is
// left of a stream that has ended. Thread rules as SubscriberStream's.
class SubscribeSink final : public SubscriberStream {
 public:
  struct Terms {
    std::optional<absl::Duration> max_outage;
    absl::Duration overflow_drain;
    // There may be something to take.
    std::function<void()> ready;
    // The client is given up.
    std::function<void()> reset;
    // The client has taken the past events that were there.
    std::function<void()> history_taken;
  };

  // `deadlines` must outlive it.
  static std::shared_ptr<SubscribeSink> Create(Options options, Terms terms,
                                               Deadlines& deadlines);

  // As EndWith, and the client is given up if it does not take what is left.
  void Close(const Failure& failure);

  void OnInterrupted(const std::string& reason, absl::Time since) override;
  void OnWhole(wamp::SessionId session,
               const std::vector<SubscribedTopic>& topics,
               const std::optional<SessionGap>& gap) override;
  void OnEvent(size_t topic, SharedEvent& event) override;
  void OnEnd(const Failure& failure) override;

 private:
  SubscribeSink(Options options, Terms terms)
      : SubscriberStream(std::move(options), terms.ready, terms.history_taken),
        terms_(std::move(terms)) {}
  void OnOutageOver();

  const Terms terms_;
  // Since Create; nobody else sets them.
  std::unique_ptr<Alarm> outage_;
  std::unique_ptr<Alarm> reset_;
  bool failing_seen_ = false;  // on the hub's loop only
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SUBSCRIBE_SINK_H_
