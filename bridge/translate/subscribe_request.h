// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_SUBSCRIBE_REQUEST_H_
#define BRIDGE_TRANSLATE_SUBSCRIBE_REQUEST_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/uri.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// The configuration's bounds on a Subscribe stream.
struct SubscribeLimits {
  uint64_t topics_per_stream = 1000;
  uint64_t queue_ceiling_events = 100'000;
  uint64_t queue_ceiling_bytes = 64 << 20;
};

// Everything that can be said of a subscription without a session: topics, the
// same one twice, enums, queue, `max_outage`, `client_name`, where a history
// begins. InvalidArgument or ResourceExhausted; the message names the field.
absl::Status CheckSubscribe(const v1::SubscribeRequest& subscribe,
                            const SubscribeLimits& limits);

// ResourceExhausted: more past events than the stream's queue takes.
absl::Status CheckHistoryLimit(const v1::History& history, uint64_t events_max);

// SUBSCRIBE.Options of one topic, `match` and `get_retained` included.
// InvalidArgument: `extra`, whose keys are checked against `extra_options`.
absl::StatusOr<wamp::Dict> SubscribeOptionsFor(
    const v1::SubscribeRequest& subscribe, const v1::Topic& topic,
    const std::set<std::string, std::less<>>* extra_options);

// Unimplemented: something that was asked for whose feature the router did not
// announce. Features are known once a session has joined, and may be others
// after a reconnect.
absl::Status CheckSubscribeFeatures(const v1::SubscribeRequest& subscribe,
                                    const RouterTraits& router);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_SUBSCRIBE_REQUEST_H_
