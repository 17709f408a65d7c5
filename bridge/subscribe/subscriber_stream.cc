// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscriber_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/translate/proto_time.h"

namespace wampbridge::bridge {
namespace {

EventQueue::Frame Serialise(const v1::SubscribeResponse& response) {
  return std::make_shared<const std::string>(response.SerializeAsString());
}

absl::Status TooLarge(const std::string& frame, size_t limit) {
  return absl::ResourceExhaustedError(
      absl::StrCat("the event has ", frame.size(),
                   " octets, more than grpc.max_message_bytes (", limit, ")"));
}

}  // namespace

SubscriberStream::SubscriberStream(Options options,
                                   std::function<void()> on_ready,
                                   std::function<void()> on_history_taken)
    : options_(std::move(options)),
      on_ready_(std::move(on_ready)),
      on_history_taken_(std::move(on_history_taken)),
      queue_(options_.queue),
      catching_up_(options_.begin == Options::Begin::kHistory) {
  queue_.Hold();
}

SubscriberStream::Taken SubscriberStream::Take() {
  std::unique_lock lock(mutex_);
  const size_t past = queue_.past_events();
  if (auto item = queue_.Pop()) {
    const bool last_past = past > 0 && queue_.past_events() == 0;
    if (std::holds_alternative<EventQueue::OverflowGap>(*item)) {
      CountGapLocked(&GapCounters::overflow);
    }
    lock.unlock();
    if (last_past) on_history_taken_();
    if (auto* frame = std::get_if<EventQueue::Frame>(&*item)) {
      return std::move(*frame);
    }
    return OverflowFrame(std::get<EventQueue::OverflowGap>(*item));
  }
  if (!end_ || ended_) return Nothing{};
  ended_ = true;
  return End{*end_};
}

bool SubscriberStream::failing() const {
  const std::lock_guard lock(mutex_);
  return failing_;
}

std::optional<absl::Time> SubscriberStream::interrupted_since() const {
  const std::lock_guard lock(mutex_);
  return outage_;
}

SubscriberStream::Queued SubscriberStream::queued() const {
  const std::lock_guard lock(mutex_);
  return {queue_.events(), queue_.octets(), gaps_};
}

template <typename Change>
void SubscriberStream::Apply(Change change) {
  bool became_ready = false;
  {
    const std::lock_guard lock(mutex_);
    const bool was_ready = TakeableLocked();
    if (!end_) change();
    CountDroppedLocked();
    became_ready = !was_ready && TakeableLocked();
  }
  if (became_ready) on_ready_();
}

// When they are dropped: who reads nothing is told late, or never.
void SubscriberStream::CountDroppedLocked() {
  const uint64_t dropped = queue_.dropped();
  if (options_.gap_counters != nullptr) {
    options_.gap_counters->dropped += dropped - dropped_counted_;
  }
  dropped_counted_ = dropped;
}

bool SubscriberStream::TakeableLocked() const {
  return !queue_.empty() || (end_ && !ended_);
}

void SubscriberStream::EndWith(const Failure& failure) {
  Apply([&] { end_ = failure; });
}

void SubscriberStream::OnEnd(const Failure& failure) { EndWith(failure); }

void SubscriberStream::OnSessionLost() {
  Apply([&] {
    queue_.DropHeld();
    queue_.Hold();
  });
}

void SubscriberStream::OnInterrupted(const std::string& reason,
                                     absl::Time since) {
  v1::SubscribeResponse response;
  response.mutable_interrupted()->set_reason(reason);
  *response.mutable_interrupted()->mutable_since() = ToProto(since);
  Apply([&] {
    if (!outage_) outage_ = since;
    PushLocked(response);
  });
}

void SubscriberStream::OnWhole(wamp::SessionId session,
                               const std::vector<SubscribedTopic>& topics,
                               const std::optional<SessionGap>& gap) {
  Apply([&] {
    outage_.reset();
    if (gap) PushGapLocked(*gap);
    for (const SubscribedTopic& accepted : topics) {
      v1::SubscribeResponse response;
      v1::Subscribed& subscribed = *response.mutable_subscribed();
      subscribed.set_topic(options_.topics[accepted.topic].uri());
      subscribed.set_match(options_.topics[accepted.topic].match());
      subscribed.set_subscription_id(accepted.subscription.value);
      subscribed.set_session_id(session.value);
      PushLocked(response);
    }
    if (!catching_up_) queue_.Release();
  });
}

void SubscriberStream::OnCaughtUp() {
  v1::SubscribeResponse response;
  response.mutable_caught_up();
  Apply([&] {
    PushLocked(response);
    catching_up_ = false;
    queue_.Release();
  });
}

EventSink::Room SubscriberStream::OnHistory(size_t topic,
                                            std::vector<SharedEvent>& events) {
  std::vector<absl::StatusOr<EventQueue::Frame>> frames;
  frames.reserve(events.size());
  for (SharedEvent& event : events) frames.push_back(FrameOf(event));
  Room room = Room::kNow;
  Apply([&] {
    const auto held = queue_.HeldPublications(topic);
    for (size_t i = 0; i < events.size(); ++i) {
      if (held.contains(events[i].event().publication.value)) continue;
      if (frames[i].ok()) {
        queue_.PushPast(*frames[i]);
      } else {
        PushUndeliverableLocked(topic, events[i], frames[i].status(),
                                EventQueue::Order::kBeforeHeld);
      }
    }
    if (queue_.past_events() > 0) room = Room::kLater;
  });
  return room;
}

void SubscriberStream::PushGapLocked(const SessionGap& session_gap) {
  v1::SubscribeResponse response;
  v1::Gap& gap = *response.mutable_gap();
  gap.set_reason(v1::GAP_REASON_SESSION_LOST);
  *gap.mutable_from() = ToProto(session_gap.from);
  *gap.mutable_to() = ToProto(session_gap.to);
  gap.set_detail(session_gap.reason);
  for (const v1::Topic& topic : options_.topics) *gap.add_topics() = topic;
  CountGapLocked(&GapCounters::session_lost);
  PushLocked(response);
}

void SubscriberStream::CountGapLocked(
    std::atomic<uint64_t> GapCounters::*reason) {
  ++gaps_;
  if (options_.gap_counters != nullptr) ++(options_.gap_counters->*reason);
}

absl::StatusOr<EventQueue::Frame> SubscriberStream::FrameOf(
    SharedEvent& event) const {
  const auto& frame = event.FrameFor(options_.form);
  if (frame.ok() && (*frame)->size() > options_.frame_bytes_max) {
    return TooLarge(**frame, options_.frame_bytes_max);
  }
  return frame;
}

void SubscriberStream::OnEvent(size_t topic, SharedEvent& event) {
  const auto frame = FrameOf(event);
  Apply([&] {
    if (!frame.ok()) {
      PushUndeliverableLocked(topic, event, frame.status(),
                              EventQueue::Order::kWithEvents);
    } else if (queue_.PushEvent({topic, std::string(event.topic()),
                                 event.received_at(), *frame,
                                 event.event().publication.value}) ==
                   EventQueue::Pushed::kOverflowed &&
               options_.queue.policy == OverflowPolicy::kFail) {
      OverflowLocked();
    }
  });
}

void SubscriberStream::PushUndeliverableLocked(size_t topic,
                                               const SharedEvent& event,
                                               const absl::Status& why,
                                               EventQueue::Order order) {
  v1::SubscribeResponse response;
  v1::Gap& gap = *response.mutable_gap();
  gap.set_reason(v1::GAP_REASON_UNDELIVERABLE);
  *gap.mutable_from() = ToProto(event.received_at());
  *gap.mutable_to() = ToProto(event.received_at());
  gap.set_dropped(1);
  *gap.add_topics() = options_.topics[topic];
  gap.set_publication_id(event.event().publication.value);
  gap.set_detail(std::string(why.message()));
  CountGapLocked(&GapCounters::undeliverable);
  PushLocked(response, order);
}

void SubscriberStream::OnUnsubscribed(size_t topic, const std::string& reason) {
  v1::SubscribeResponse response;
  v1::Unsubscribed& unsubscribed = *response.mutable_unsubscribed();
  unsubscribed.set_topic(options_.topics[topic].uri());
  unsubscribed.set_match(options_.topics[topic].match());
  unsubscribed.set_reason(reason);
  Apply([&] { PushLocked(response, EventQueue::Order::kWithEvents); });
}

void SubscriberStream::PushLocked(const v1::SubscribeResponse& response,
                                  EventQueue::Order order) {
  if (queue_.PushControl(Serialise(response), order) ==
      EventQueue::Pushed::kOverflowed) {
    OverflowLocked();
  }
}

void SubscriberStream::OverflowLocked() {
  failing_ = true;
  end_ = OutcomeUnknown(
      grpc::StatusCode::RESOURCE_EXHAUSTED,
      absl::StrCat("the client reads too slowly: ", queue_.events(),
                   " events and ", queue_.octets(),
                   " octets wait (limits: ", options_.queue.events_max, " and ",
                   options_.queue.octets_max,
                   "); raise queue.max_events or queue.max_bytes, or choose "
                   "overflow DROP_OLDEST or CONFLATE"));
}

EventQueue::Frame SubscriberStream::OverflowFrame(
    const EventQueue::OverflowGap& overflow) const {
  v1::SubscribeResponse response;
  v1::Gap& gap = *response.mutable_gap();
  gap.set_reason(v1::GAP_REASON_OVERFLOW);
  *gap.mutable_from() = ToProto(overflow.from);
  *gap.mutable_to() = ToProto(overflow.to);
  gap.set_dropped(overflow.dropped);
  for (const size_t source : overflow.sources) {
    *gap.add_topics() = options_.topics[source];
  }
  return Serialise(response);
}

}  // namespace wampbridge::bridge
