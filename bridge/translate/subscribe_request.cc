// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/subscribe_request.h"

#include <string_view>
#include <utility>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/match_policy.h"
#include "bridge/translate/option_values.h"
#include "bridge/translate/payload_form.h"

namespace wampbridge::bridge {
namespace {

absl::Status CheckTopics(const v1::SubscribeRequest& subscribe,
                         uint64_t limit) {
  if (subscribe.topics().empty()) {
    return FieldFault("topics", "at least one is required");
  }
  const auto count = static_cast<uint64_t>(subscribe.topics_size());
  if (count > limit) return OverLimit("topics", count, limit);
  std::set<std::pair<std::string_view, wamp::MatchPolicy>> seen;
  for (int i = 0; i < subscribe.topics_size(); ++i) {
    const v1::Topic& topic = subscribe.topics(i);
    const std::string field = "topics[" + std::to_string(i) + "]";
    if (!v1::Match_IsValid(topic.match())) {
      return FieldFault(field + ".match",
                        std::to_string(topic.match()) + " is no match");
    }
    const wamp::MatchPolicy match = MatchPolicyOf(topic.match());
    absl::Status status = CheckUri(field + ".uri", topic.uri(), match);
    if (!status.ok()) return status;
    if (!seen.emplace(topic.uri(), match).second) {
      return FieldFault(field, topic.uri() + " is there twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckQueue(const v1::Queue& queue, const SubscribeLimits& limits) {
  if (!v1::Overflow_IsValid(queue.overflow())) {
    return FieldFault("queue.overflow",
                      std::to_string(queue.overflow()) + " is no overflow");
  }
  if (queue.max_events() > limits.queue_ceiling_events) {
    return OverLimit("queue.max_events", queue.max_events(),
                     limits.queue_ceiling_events);
  }
  if (queue.max_bytes() > limits.queue_ceiling_bytes) {
    return OverLimit("queue.max_bytes", queue.max_bytes(),
                     limits.queue_ceiling_bytes);
  }
  return absl::OkStatus();
}

absl::Status CheckHistory(const v1::History& history) {
  switch (history.start_case()) {
    case v1::History::kFromTime:
      return CheckTimestamp("options.history.from_time", history.from_time());
    case v1::History::kAfterTime:
      return CheckTimestamp("options.history.after_time", history.after_time());
    case v1::History::kFromPublication:
      return CheckId("options.history.from_publication",
                     history.from_publication());
    case v1::History::kAfterPublication:
      return CheckId("options.history.after_publication",
                     history.after_publication());
    case v1::History::START_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSubscribe(const v1::SubscribeRequest& subscribe,
                            const SubscribeLimits& limits) {
  absl::Status status = CheckTopics(subscribe, limits.topics_per_stream);
  if (!status.ok()) return status;
  status = ResolvePayloadForm(subscribe.payload_form(), {}).status();
  if (!status.ok()) return status;
  status = CheckQueue(subscribe.queue(), limits);
  if (!status.ok()) return status;
  if (subscribe.has_max_outage()) {
    status = CheckPositive("max_outage", subscribe.max_outage());
    if (!status.ok()) return status;
  }
  status = CheckClientName(subscribe.client_name());
  if (!status.ok()) return status;
  if (!subscribe.options().has_history()) return absl::OkStatus();
  return CheckHistory(subscribe.options().history());
}

absl::Status CheckHistoryLimit(const v1::History& history,
                               uint64_t events_max) {
  if (history.limit() <= events_max) return absl::OkStatus();
  return OverLimit("options.history.limit", history.limit(), events_max);
}

absl::StatusOr<wamp::Dict> SubscribeOptionsFor(
    const v1::SubscribeRequest& subscribe, const v1::Topic& topic,
    const std::set<std::string, std::less<>>* extra_options) {
  wamp::Dict options;
  const wamp::MatchPolicy match = MatchPolicyOf(topic.match());
  if (match != wamp::MatchPolicy::kExact) {
    options.Set("match", wamp::Value(wamp::MatchPolicyName(match)));
  }
  if (subscribe.options().get_retained()) {
    options.Set("get_retained", wamp::Value(true));
  }
  absl::Status status =
      AddExtra(subscribe.options().extra(), extra_options, &options);
  if (!status.ok()) return status;
  return options;
}

absl::Status CheckSubscribeFeatures(const v1::SubscribeRequest& subscribe,
                                    const RouterTraits& router) {
  for (const v1::Topic& topic : subscribe.topics()) {
    if (MatchPolicyOf(topic.match()) == wamp::MatchPolicy::kExact) continue;
    absl::Status status =
        RequireFeature(router, {.role = "broker",
                                .feature = "pattern_based_subscription",
                                .option = "topics.match"});
    if (!status.ok()) return status;
  }
  if (!subscribe.options().get_retained()) return absl::OkStatus();
  return RequireFeature(router, {.role = "broker",
                                 .feature = "event_retention",
                                 .option = "options.get_retained"});
}

}  // namespace wampbridge::bridge
